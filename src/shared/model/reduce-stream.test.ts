import { describe, expect, it } from 'vitest'
import type { EntryId } from '../redis/entry-id'
import { known } from './fact'
import type { PresentReading } from './present-reading'
import { createStreamState, reduceStream } from './reduce-stream'
import type { StreamState } from './stream-state'

const ref = { connection: 'c', key: 's' }

/** A reading of a stream of three, with a group at the cursor or without one. */
function read(state: StreamState, at: number, cursor?: EntryId): StreamState {
  const count = (value: number) => known(value, 'server' as const, at)
  const reading: PresentReading = {
    kind: 'present', at, atomic: true, length: 3, entriesAdded: count(3), lastGeneratedId: '3-0', firstId: '1-0', tail: ['3-0', '2-0', '1-0'], groupsOmitted: 0,
    groups: cursor === undefined ? [] : [{ name: 'g', pending: 0, lastDeliveredId: cursor, entriesRead: count(3), lag: count(0), undelivered: count(0), consumers: [], window: { rows: [], complete: true, at } }]
  }
  return reduceStream(state, { kind: 'stream-read', stream: ref, reading })
}
const ack = (state: StreamState, count: number): StreamState => reduceStream(state, { kind: 'entries-acked', group: { ...ref, group: 'g' }, nothing: 0, evidence: 'seen', count, ids: [] })

describe('M18 what a group was seen to do counts for as long as its counters go on', () => {
  it('is kept from reading to reading, with what had been told by then', () => {
    const [group] = ack(read(ack(read(createStreamState(ref), 1, '2-0'), 2), 2, '3-0'), 1).groups
    expect(group).toMatchObject({ tally: { acked: 3 }, tallyRead: { acked: 2 }, noneLostAt: 2 })
    expect(group).not.toHaveProperty('tallyBefore')
  })

  it.each([
    ['that was gone and is back', (state: StreamState) => read(read(state, 2), 3, '3-0')],
    ['whose cursor was set back', (state: StreamState) => read(state, 3, '1-0')],
    ['of a stream in a new epoch', (state: StreamState) => reduceStream(state, { kind: 'epoch-changed', stream: ref, epoch: 1, why: 'restarted', kept: 'unknown', at: 9 })]
  ])('begins anew for a group %s: the same entries may be acked a second time', (_what, change) => {
    const [group] = change(ack(read(createStreamState(ref), 1, '3-0'), 3)).groups
    expect(group).toMatchObject({ tally: { acked: 3 }, tallyBefore: { acked: 3 } })
  })
})
