import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EntryId } from '../redis/entry-id'
import { known, unknown } from './fact'
import { EMPTY_TALLY } from './reduce-stream'
import { selectConservation, sumConservation } from './select-conservation'
import { areAllAcksSeen, type PresentReading } from './select-undelivered'
import { TAPE_LENGTH, type GroupState } from './stream-state'

type Step = { kind: 'add'; count: number } | { kind: 'deliver'; count: number } | { kind: 'ack'; count: number } | { kind: 'trim'; keep: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('ack' as const), count: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('trim' as const), keep: fc.integer({ min: 0, max: 50 }) })
)

/**
 * A stream with one group that is fed, read, acked and trimmed; it keeps what a server would not, the number lost.
 * `jumps`: entries-read passes over what was trimmed unread, as 8.0 does; 7.0 counts on.
 */
function run(steps: readonly Step[], watchedFrom: number, jumps: boolean): { reading: PresentReading; group: GroupState; lost: number } {
  let added = 0
  let first = 1
  let delivered = 0
  let entriesRead = 0
  let lost = 0
  let acked = 0
  const pending: number[] = []
  for (const [index, each] of steps.entries()) {
    if (each.kind === 'add') added += each.count
    else if (each.kind === 'trim') {
      const head = Math.max(first, added - each.keep + 1)
      lost += Math.max(0, head - Math.max(first, delivered + 1))
      first = head
    } else if (each.kind === 'ack') {
      const gone = pending.splice(0, each.count).length
      if (index >= watchedFrom) acked += gone
    } else {
      for (let i = 0; i < each.count && Math.max(delivered + 1, first) <= added; i++) {
        delivered = Math.max(delivered + 1, first)
        entriesRead = jumps ? delivered : entriesRead + 1
        pending.push(delivered)
      }
    }
  }
  const length = added - first + 1
  const id = (n: number): EntryId => `${n}-0`
  const reading: PresentReading = {
    kind: 'present', at: 0, atomic: true, length, entriesAdded: known(added, 'server', 0), lastGeneratedId: id(added), groups: [], groupsOmitted: 0,
    ...(length > 0 && { firstId: id(first) }), tail: Array.from({ length: Math.min(length, TAPE_LENGTH) }, (_, i) => id(added - i))
  }
  const rows = pending.map((n) => ({ id: id(n), consumer: 'c', idle: 0, deliveries: 1, gone: n < first }))
  const facts = {
    name: 'g', pending: pending.length, lastDeliveredId: id(delivered), entriesRead: known(entriesRead, 'server' as const, 0), lag: known(added - entriesRead, 'server' as const, 0),
    undelivered: unknown('not counted'), consumers: [], window: { rows, complete: true, at: 0 }
  }
  const tally = { ...EMPTY_TALLY, acked }
  return { reading, group: { name: 'g', samples: [], tally, facts, ...(areAllAcksSeen(reading, facts, tally) && { allAcksSeenAt: 0 }) }, lost }
}

test('added = undelivered + pending + settled + lost in every history, and a loss that is told is exact', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), (steps, watchedFrom) => {
    const { reading, group, lost } = run(steps, watchedFrom, false)
    const check = selectConservation(reading, group)
    if (!check.lostUnread.known) return
    const sum = sumConservation(check)
    expect(sum).toEqual(known(reading.entriesAdded.known ? reading.entriesAdded.value : -1, 'counted', 0))
    expect(check.lostUnread.value).toBe(lost)
    expect(Number(check.acksSeen)).toBeLessThanOrEqual(Number(check.settled.known ? check.settled.value : 0))
  }), { numRuns: 600 })
})

test('"nothing lost" is never said of a history in which something was lost, whatever the server counts', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), fc.boolean(), (steps, watchedFrom, jumps) => {
    const { reading, group, lost } = run(steps, watchedFrom, jumps)
    if (selectConservation(reading, group).verdict === 'balanced') expect(lost).toBe(0)
  }), { numRuns: 600 })
})
