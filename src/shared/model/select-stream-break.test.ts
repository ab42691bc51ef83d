import { describe, expect, it } from 'vitest'
import type { EntryId } from '../redis/entry-id'
import { known } from './fact'
import { createStreamState, reduceStream } from './reduce-stream'
import { selectEffectCut } from './select-effect-tally'
import { NOTHING_AT_WORK } from './select-at-work'
import { selectStreamBreak } from './select-stream-break'
import type { EpochKept, GroupState, StreamState } from './stream-state'

const ref = { connection: 'c', key: 's' }
const count = (value: number) => known(value, 'server' as const, 1)

/** Entries from the first to the last, all there; the group was given those up to its cursor and holds `pending`. */
function read(state: StreamState, at: number, [first, last]: [number, number] | [], { cursor = '0-0', pending = 0, trimmed = 0 }: { cursor?: EntryId; pending?: number; trimmed?: number } = {}): StreamState {
  const ids = first === undefined || last === undefined ? [] : Array.from({ length: last - first + 1 }, (_, n): EntryId => `${last - n}-0`)
  const oldest = ids.at(-1)
  return reduceStream(state, {
    kind: 'stream-read', stream: ref,
    reading: {
      kind: 'present', at, atomic: true, length: ids.length, entriesAdded: count(ids.length + trimmed), lastGeneratedId: ids[0] ?? '0-0', tail: ids, groupsOmitted: 0, ...(oldest !== undefined && { firstId: oldest }),
      groups: [{ name: 'g', pending, lastDeliveredId: cursor, entriesRead: count(0), lag: count(0), undelivered: count(0), consumers: [], window: { rows: [], complete: true, at } }]
    }
  })
}
const begin = (state: StreamState, kept: EpochKept, at = 2): StreamState => reduceStream(state, { kind: 'epoch-changed', stream: ref, epoch: state.epoch + 1, why: 'It was restarted.', kept, at })
const groupOf = ({ groups: [group] }: StreamState): GroupState => {
  if (group === undefined) throw new Error('no group was read')
  return group
}
const breakOf = (state: StreamState) => selectStreamBreak(state, groupOf(state))

/** Five entries, three of them given, one of these pending: three are still to be done. */
const before = read(createStreamState(ref), 1, [1, 5], { cursor: '3-0', pending: 1 })

describe('M18 a stream that is not what it was', () => {
  it('was never broken, or came back with all of it: it goes on', () => {
    expect(breakOf(before)).toBeUndefined()
    expect(breakOf(read(begin(before, 'all'), 2, [1, 5], { cursor: '3-0', pending: 1 }))).toBeUndefined()
  })

  it('is gone, with what was still to be done', () => {
    expect(breakOf(reduceStream(before, { kind: 'stream-read', stream: ref, reading: { kind: 'missing', at: 2 } }))).toMatchObject({ kind: 'gone', why: 'The stream is gone.', open: { value: 3 } })
    expect(breakOf(reduceStream(before, { kind: 'stream-read', stream: ref, reading: { kind: 'not-a-stream', at: 2, type: 'string' } }))).toMatchObject({ kind: 'gone', why: 'The key holds a string now, and no stream.', open: { value: 3 } })
  })

  it('began anew: the ledger is asked from the first entry on, once there is one', () => {
    const empty = read(begin(before, 'none'), 2, [])
    expect(breakOf(empty)).toMatchObject({ kind: 'anew', open: { value: 3 } })
    expect(selectEffectCut(groupOf(empty), NOTHING_AT_WORK)).not.toHaveProperty('from')
    const full = read(read(empty, 3, [8, 9]), 4, [9, 11], { trimmed: 1 })
    expect(selectEffectCut(groupOf(full), NOTHING_AT_WORK)).toMatchObject({ from: '8-0' })
  })

  it('began anew and lost entries before it was read: where it begins nobody knows', () => {
    const trimmed = read(begin(before, 'none'), 2, [9, 11], { trimmed: 1 })
    expect(breakOf(trimmed)).toMatchObject({ kind: 'anew' })
    expect(selectEffectCut(groupOf(trimmed), NOTHING_AT_WORK)).not.toHaveProperty('from')
  })

  it('began anew with ids that it had before, given by hand: where it begins nobody knows', () => {
    const again = read(read(begin(before, 'none'), 2, []), 3, [4, 6])
    expect(breakOf(again)).toMatchObject({ kind: 'anew' })
    expect(selectEffectCut(groupOf(again), NOTHING_AT_WORK)).not.toHaveProperty('from')
  })

  it('may have kept a part, and then lost that too: what was to be done is as last read, and nothing is counted twice', () => {
    const part = read(begin(before, 'unknown'), 2, [1, 4], { cursor: '3-0' })
    expect(breakOf(part)).toMatchObject({ kind: 'in-part', why: 'It was restarted.', open: { value: 3 } })
    expect(breakOf(read(begin(part, 'none', 3), 3, [8, 9]))).toMatchObject({ kind: 'anew', open: { value: 1 } })
  })

  it('had lost the group before: what was to be done is not known', () => {
    const vanished = reduceStream(before, { kind: 'stream-read', stream: ref, reading: { kind: 'present', at: 2, atomic: true, length: 5, entriesAdded: count(5), tail: [], groups: [], groupsOmitted: 0 } })
    expect(breakOf(begin(vanished, 'none', 3))).toMatchObject({ open: { known: false } })
  })
})
