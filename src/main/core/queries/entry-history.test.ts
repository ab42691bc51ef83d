import { expect, test } from 'vitest'
import type { StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { toEntryId } from '@shared/redis/entry-id'
import { createEntryHistory } from './entry-history'

const stream: StreamRef = { connection: 'c', key: 'line\nbreak' }
const group = { ...stream, group: 'g' }

function note(history: ReturnType<typeof createEntryHistory>, events: WorkbenchEvent[], from = 1): void {
  for (const [index, event] of events.entries()) history.note({ seq: from + index, at: (from + index) * 10, event })
}

test('an entry seen from its birth on is remembered as complete', () => {
  const history = createEntryHistory()
  note(history, [
    { kind: 'entries-added', stream, by: 'p', evidence: 'seen', count: 1, ids: ['1-0'] },
    { kind: 'entries-delivered', group, consumer: 'c', worker: 'w', again: false, evidence: 'seen', count: 1, ids: ['1-0'] },
    { kind: 'entries-failed', group, consumer: 'c', worker: 'w', why: 'boom', count: 1, ids: ['1-0'] }
  ])
  expect(history.find(stream, '1-0')).toEqual({
    events: [
      { at: 10, kind: 'added', worker: 'p', evidence: 'seen' },
      { at: 20, kind: 'delivered', group: 'g', consumer: 'c', worker: 'w', evidence: 'seen' },
      { at: 30, kind: 'failed', group: 'g', consumer: 'c', worker: 'w', evidence: 'seen', note: 'boom' }
    ]
  })
  expect(history.find({ ...stream, key: 'other' }, '1-0')).toEqual({ events: [], rememberedSince: 10 })
})

test('an event that names fewer entries than it concerns makes what was before it incomplete', () => {
  const history = createEntryHistory()
  note(history, [
    { kind: 'entries-added', stream, by: 'p', evidence: 'seen', count: 1, ids: ['1-0'] },
    { kind: 'entries-added', stream, by: 'p', evidence: 'seen', count: 500, ids: ['2-0'] },
    { kind: 'entries-added', stream, by: 'p', evidence: 'seen', count: 1, ids: ['600-0'] }
  ])
  expect(history.find(stream, '1-0').rememberedSince).toBe(20)
  expect(history.find(stream, '600-0').rememberedSince).toBeUndefined()
})

test('an XACK that found less than it named proves no single ack', () => {
  const history = createEntryHistory()
  note(history, [{ kind: 'entries-acked', group, consumer: 'c', nothing: 1, evidence: 'seen', count: 1, ids: ['1-0', '2-0'] }])
  expect(history.find(stream, '1-0').events).toEqual([])
})

test('memory is bounded, the oldest entries are forgotten first, and that is said', () => {
  const history = createEntryHistory()
  note(history, Array.from({ length: 20_001 }, (_, index): WorkbenchEvent => ({ kind: 'entries-added', stream, by: 'p', evidence: 'seen', count: 1, ids: [toEntryId(`${index + 1}-0`)] })))
  expect(history.find(stream, '1-0')).toEqual({ events: [], rememberedSince: 10 })
  expect(history.find(stream, '20001-0')).toMatchObject({ events: [{ at: 200_010 }] })
})

test('a new epoch forgets the stream, because an id may now be another entry (I6)', () => {
  const history = createEntryHistory()
  note(history, [
    { kind: 'entries-added', stream, by: 'p', evidence: 'seen', count: 1, ids: ['1-0'] },
    { kind: 'epoch-changed', stream, epoch: 1, why: 'gone and back', kept: 'unknown', at: 9 }
  ])
  expect(history.find(stream, '1-0')).toEqual({ events: [], rememberedSince: 20 })
})
