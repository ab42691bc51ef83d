import { expect, test } from 'vitest'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { anchorKey } from './anchors'
import { planFlights } from './plan-flights'

const STREAM = { connection: 'sandbox', key: 's' }
const GROUP = { ...STREAM, group: 'g' }
const plan = (event: WorkbenchEvent) => planFlights([{ seq: 1, at: 0, event }], STREAM)

test('I23: what is inferred from readings is hollow, what was seen is solid', () => {
  const added = { kind: 'entries-added' as const, stream: STREAM, by: 'other' as const, count: 2, ids: [] }
  expect(plan({ ...added, evidence: 'inferred' }).map((flight) => flight.shape)).toEqual(['hollow'])
  expect(plan({ ...added, evidence: 'seen' }).map((flight) => flight.shape)).toEqual(['solid'])
})

test('a first delivery comes from the tape over the pending list, one more delivery from the pending list only', () => {
  const delivered = { kind: 'entries-delivered' as const, group: GROUP, consumer: 'c', evidence: 'seen' as const, count: 3, ids: [] }
  expect(plan({ ...delivered, again: false })).toMatchObject([{ from: [anchorKey('cursor', 'g'), anchorKey('tape')], over: [anchorKey('pel', 'g')], count: 3, rare: false }])
  expect(plan({ ...delivered, again: true })).toMatchObject([{ from: [anchorKey('pel', 'g')], over: [], colour: 're', rare: true }])
})

test('claims, failures and dropped entries are never aggregated', () => {
  const claimed = plan({ kind: 'entries-claimed', group: GROUP, consumer: 'c', by: 'sweeper', dropped: ['1-0'], evidence: 'seen', count: 2, ids: ['2-0', '3-0'] })
  const failed = plan({ kind: 'entries-failed', group: GROUP, consumer: 'c', worker: 'w', why: 'x', count: 1, ids: ['4-0'] })
  expect([...claimed, ...failed].map(({ count, rare, shape }) => [count, rare, shape])).toEqual([[2, true, 'solid'], [1, true, 'cross'], [1, true, 'diamond']])
})

test('nothing moves without entries, on another stream, or by a reading', () => {
  expect(plan({ kind: 'entries-acked', group: GROUP, nothing: 4, evidence: 'seen', count: 0, ids: [] })).toEqual([])
  expect(plan({ kind: 'entries-added', stream: { ...STREAM, key: 't' }, by: 'hand', evidence: 'seen', count: 1, ids: ['1-0'] })).toEqual([])
  expect(plan({ kind: 'stream-read', stream: STREAM, reading: { kind: 'missing', at: 0 } })).toEqual([])
})

test('names that look like keys stay apart', () => {
  expect(anchorKey('consumer', 'a', 'b')).not.toBe(anchorKey('consumer', 'a","b'))
  expect(anchorKey('consumer', '', '')).not.toBe(anchorKey('consumer', ''))
})
