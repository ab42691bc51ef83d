import fc from 'fast-check'
import { expect, test } from 'vitest'
import { known, unknown } from './fact'
import { reduceWorkbench } from './reduce-workbench'
import { toStreamId, type StreamRef } from './stream-ref'
import { NOTICE_LIMIT, EMPTY_WORKBENCH, type WorkbenchState } from './workbench-state'
import { SAMPLE_LIMIT, type StreamReading } from './stream-state'
import type { LoggedEvent, WorkbenchEvent } from './workbench-event'
import type { EntryId } from '../redis/entry-id'

/** Names that break code which uses them as object keys or as text (rule M2 and TRUST F26). */
const hostileName = fc.constantFrom('', '__proto__', 'constructor', 'toString', 'a/b', 'g', '<b>', '\udcff')
const stream = fc.record({ connection: fc.constantFrom('sandbox', 'other'), key: hostileName })
const group = fc.tuple(stream, hostileName).map(([ref, name]) => ({ ...ref, group: name }))
const ids = fc.array(fc.nat(50).map((ms): EntryId => `${ms}-0`), { maxLength: 4 })
const batch = fc.tuple(ids, fc.nat(10)).map(([named, more]) => ({ ids: named, count: named.length + more }))

const reading: fc.Arbitrary<StreamReading> = fc.oneof(
  fc.record({ at: fc.nat(1000), names: fc.uniqueArray(hostileName, { maxLength: 4 }), pending: fc.nat(5), omitted: fc.nat(1) }).map(({ at, names, pending, omitted }): StreamReading => ({
    kind: 'present', at, atomic: true, length: pending, entriesAdded: known(7, 'server', at), lastGeneratedId: '9-0', tail: [], groupsOmitted: omitted,
    groups: names.sort().map((name) => ({
      name, pending, lastDeliveredId: '1-0', entriesRead: unknown('old'), lag: unknown('nil'), undelivered: known(1, 'counted', at),
      consumers: [{ name, pending, idle: 1 }], window: { rows: [], complete: pending === 0, at }
    }))
  })),
  fc.nat(1000).map((at): StreamReading => ({ kind: 'missing', at })),
  fc.nat(1000).map((at): StreamReading => ({ kind: 'failed', at, message: 'no' }))
)

const event: fc.Arbitrary<WorkbenchEvent> = fc.oneof(
  stream.map((ref): WorkbenchEvent => ({ kind: 'stream-watched', stream: ref })),
  stream.map((ref): WorkbenchEvent => ({ kind: 'stream-unwatched', stream: ref })),
  fc.tuple(stream, reading).map(([ref, read]): WorkbenchEvent => ({ kind: 'stream-read', stream: ref, reading: read })),
  fc.tuple(stream, fc.nat(9), fc.constantFrom('all' as const, 'none' as const, 'unknown' as const)).map(([ref, epoch, kept]): WorkbenchEvent => ({ kind: 'epoch-changed', stream: ref, epoch, why: 'restart', kept, at: epoch })),
  fc.tuple(stream, fc.nat(1000)).map(([ref, at]): WorkbenchEvent => ({ kind: 'stream-sampled', stream: ref, at, added: 1, length: 2 })),
  fc.tuple(group, fc.nat(1000)).map(([ref, at]): WorkbenchEvent => ({ kind: 'group-sampled', group: ref, sample: { at, pending: 1, delivered: 2, acked: 1 } })),
  fc.tuple(stream, batch, fc.constantFrom('hand', 'other', 'worker')).map(([ref, of, by]): WorkbenchEvent => ({ kind: 'entries-added', stream: ref, by, evidence: 'seen', ...of })),
  fc.tuple(group, batch, fc.boolean()).map(([ref, of, again]): WorkbenchEvent => ({ kind: 'entries-delivered', group: ref, consumer: '', again, evidence: 'seen', ...of })),
  fc.tuple(group, batch).map(([ref, of]): WorkbenchEvent => ({ kind: 'entries-acked', group: ref, nothing: 1, evidence: 'seen', ...of })),
  fc.tuple(group, batch).map(([ref, of]): WorkbenchEvent => ({ kind: 'entries-failed', group: ref, consumer: '__proto__', worker: 'w', why: 'boom', ...of })),
  fc.tuple(group, batch, ids).map(([ref, of, dropped]): WorkbenchEvent => ({ kind: 'entries-claimed', group: ref, consumer: 'c', by: 'hand', dropped, evidence: 'seen', ...of })),
  fc.constant<WorkbenchEvent>({ kind: 'notice', level: 'info', text: 'hello' }),
  fc.constant<WorkbenchEvent>({ kind: 'connection-removed', id: 'other' })
)

const history = fc.array(event, { maxLength: 60 }).map((events) => events.map((of, index): LoggedEvent => ({ seq: index + 1, at: index, event: of })))

function fold(events: readonly LoggedEvent[], from: WorkbenchState = EMPTY_WORKBENCH): WorkbenchState {
  return events.reduce(reduceWorkbench, from)
}

test('any snapshot and the rest give the whole, also after the snapshot crossed as JSON (rule M1, I24)', () => {
  fc.assert(fc.property(history, fc.nat(60), (events, cut) => {
    const snapshot: WorkbenchState = JSON.parse(JSON.stringify(fold(events.slice(0, cut))))
    expect(fold(events.slice(cut), snapshot)).toEqual(fold(events))
  }))
})

test('no event changes a state that was handed out (rule M1)', () => {
  fc.assert(fc.property(history, event, (events, next) => {
    const before = fold(events)
    const copy: unknown = JSON.parse(JSON.stringify(before))
    reduceWorkbench(before, { seq: before.seq + 1, at: 0, event: next })
    expect(JSON.parse(JSON.stringify(before))).toEqual(copy)
  }))
})

test('events about a stream that nobody watches change nothing but the sequence (rule M2)', () => {
  const ref: StreamRef = { connection: 'unwatched', key: 'k' }
  fc.assert(fc.property(history, event, (events, next) => {
    if (!('stream' in next || 'group' in next) || next.kind === 'stream-watched' || next.kind === 'notice') return
    const moved: WorkbenchEvent = 'group' in next ? { ...next, group: { ...next.group, ...ref } } : { ...next, stream: ref }
    const before = fold(events)
    expect(reduceWorkbench(before, { seq: before.seq + 1, at: 0, event: moved })).toEqual({ ...before, seq: before.seq + 1 })
  }))
})

test('hostile names are names: groups are sorted, named once, and nothing reaches a prototype (F26)', () => {
  fc.assert(fc.property(history, (events) => {
    const state = fold(events)
    for (const [id, watched] of Object.entries(state.streams)) {
      expect(id).toBe(toStreamId(watched.ref))
      const names = watched.groups.map((each) => each.name)
      expect(names).toEqual([...new Set(names)].sort())
    }
    expect(Object.getPrototypeOf(state.streams)).toBe(Object.prototype)
    expect(Object.keys(Object.prototype)).toEqual([])
  }))
})

test('a group that a complete reading does not name is kept as vanished, and is there again when it is named (rule M5)', () => {
  fc.assert(fc.property(history, stream, reading, (events, ref, read) => {
    const watched = fold([...events, { seq: 98, at: 0, event: { kind: 'stream-watched', stream: ref } }])
    const before = watched.streams[toStreamId(ref)]
    const after = reduceWorkbench(watched, { seq: 99, at: 0, event: { kind: 'stream-read', stream: ref, reading: read } }).streams[toStreamId(ref)]
    if (before === undefined || after === undefined || read.kind !== 'present') return
    const named = new Set(read.groups.map((each) => each.name))
    for (const each of after.groups) {
      if (named.has(each.name)) expect(each.vanishedAt).toBeUndefined()
      else if (read.groupsOmitted === 0 && each.facts !== undefined) expect(each.vanishedAt).toBeDefined()
    }
    expect(after.groups.length).toBeGreaterThanOrEqual(before.groups.length)
    expect(after.lastPresent).toBe(read)
  }))
})

test('memory is bounded: samples and notices have a limit', () => {
  const ref: StreamRef = { connection: 'sandbox', key: 'k' }
  let state = fold([{ seq: 1, at: 0, event: { kind: 'stream-watched', stream: ref } }])
  for (let n = 2; n < 2 + 2 * SAMPLE_LIMIT; n++) {
    state = reduceWorkbench(state, { seq: n, at: n, event: { kind: 'stream-sampled', stream: ref, at: n, added: n, length: n } })
    state = reduceWorkbench(state, { seq: n, at: n, event: { kind: 'notice', level: 'info', text: String(n) } })
  }
  expect(state.streams['sandbox/k']?.samples).toHaveLength(SAMPLE_LIMIT)
  expect(state.streams['sandbox/k']?.samples.at(-1)?.at).toBe(1 + 2 * SAMPLE_LIMIT)
  expect(state.notices).toHaveLength(NOTICE_LIMIT)
})
