import { addCounts, compareCounts, subtractCounts, type Count } from '../redis/count'
import { ZERO_ID } from '../redis/entry-id'
import { known, unknown, type Fact } from './fact'
import type { PresentReading } from './present-reading'
import { selectUndelivered } from './select-undelivered'
import type { GroupState } from './stream-state'

/**
 * `balanced`: every entry ever added is undelivered, pending or settled, and it is proven that none left unread.
 * `accounted`: the sum holds, but entries left the stream that the group may not have got: Redis does not tell an entry
 * that was acked from one that was trimmed unread. `at-risk`: entries left the stream while pending. `lost`: entries left the stream before the group was given them. `unknown`: a part is not known.
 * `reconciling`: the server's counters contradict each other (XSETID, XCLAIM FORCE), so nothing is claimed.
 */
export type ConservationVerdict = 'balanced' | 'accounted' | 'at-risk' | 'lost' | 'unknown' | 'reconciling'

/** Where all entries ever added stand for one group: added = undelivered + pending + settled + lostUnread. */
export interface Conservation {
  verdict: ConservationVerdict
  /** Host wall clock of the reading that all numbers come from. */
  at: number
  added: Fact<Count>
  undelivered: Fact<Count>
  pending: Fact<Count>
  /** Delivered and no longer pending, whether still in the stream or not (I3 `settled` and `removed`). */
  settled: Fact<Count>
  /** Left the stream before the group was given them. */
  lostUnread: Fact<Count>
  /** How many of `settled` we saw being acked. The rest was acked unseen, read with NOACK, skipped or dropped (I4). */
  acksSeen: Count
  /** How many of `settled` we saw being moved to the dead letters. */
  deadLettersSeen: Count
  /** Pending rows, of those read, whose entry is gone. */
  goneWhilePending: number
  /** The group has been given nothing yet: what left the stream may have left before the group existed. */
  neverRead: boolean
  /** Entries that a group of this name was given, as seen, before it was made anew or its cursor set back: what left the stream since may be of these. */
  givenBefore?: number
  why?: string
}

function smallerCount(a: Count, b: Count): Count {
  return compareCounts(a, b) <= 0 ? a : b
}

/**
 * Entries removed before the group read them, by entries-read: 7.0 advances it by one per entry given, so it does not
 * count what was trimmed before. From 8.0 it passes over that, so that 0 here is no proof (see prove-no-loss.ts).
 */
function selectLostUnread(reading: PresentReading, group: GroupState, added: Count, undelivered: Count, past: Count): Fact<Count> {
  const { facts } = group
  if (facts?.entriesRead.known === true) {
    const lost = subtractCounts(subtractCounts(added, facts.entriesRead.value), undelivered)
    return compareCounts(lost, 0) < 0 ? unknown('entries-read does not fit the other counters') : known(lost, 'server', reading.at)
  }
  if (facts?.lastDeliveredId === ZERO_ID) return known(past, 'server', reading.at)
  return unknown('entries have left the stream, and the server does not say how many of them this group had read')
}

/** Checks one group against one reading. Pure arithmetic on what the server answered in one moment. */
export function selectConservation(reading: PresentReading, group: GroupState): Conservation {
  const { facts } = group
  const base = {
    at: reading.at, added: reading.entriesAdded, acksSeen: 0, deadLettersSeen: 0, goneWhilePending: 0, neverRead: facts?.lastDeliveredId === ZERO_ID
  }
  const open = (why: string, verdict: ConservationVerdict = 'unknown'): Conservation => {
    const gap = unknown(why)
    return { ...base, verdict, undelivered: gap, pending: facts === undefined || group.vanishedAt !== undefined ? gap : known(facts.pending, 'server', reading.at), settled: gap, lostUnread: gap, why }
  }
  if (facts === undefined) return open('this group has not been read yet')
  if (group.vanishedAt !== undefined) return open('the server has no group of this name any more')
  if (!reading.atomic) return open('this user may not use MULTI, so the counters are from different moments')
  if (!reading.entriesAdded.known) return open(reading.entriesAdded.why)
  const undelivered = selectUndelivered(reading, facts)
  if (!undelivered.known) return open(undelivered.why)

  const added = reading.entriesAdded.value
  const past = subtractCounts(subtractCounts(added, undelivered.value), facts.pending)
  if (compareCounts(past, 0) < 0 || compareCounts(added, reading.length) < 0) {
    return open('the server\'s counters contradict each other, as they may after XSETID or a forced claim', 'reconciling')
  }
  const proven = group.noneLostAt === reading.at
  const lost = proven ? known(0, 'counted', reading.at)
    : undelivered.from === 'estimate' ? unknown('the server\'s lag may count entries that were trimmed unread; this is certain once the group is near the newest entry')
      : selectLostUnread(reading, group, added, undelivered.value, past)
  const settled = lost.known ? subtractCounts(past, lost.value) : past
  if (compareCounts(settled, 0) < 0) return open('entries-read does not fit the other counters', 'reconciling')
  const goneWhilePending = facts.window.rows.filter((row) => row.gone === true).length
  const verdict = !lost.known ? 'unknown' : compareCounts(lost.value, 0) > 0 ? 'lost' : goneWhilePending > 0 ? 'at-risk' : proven ? 'balanced' : 'accounted'
  return {
    ...base, verdict, undelivered, pending: known(facts.pending, 'server', reading.at), settled: known(settled, 'server', reading.at), lostUnread: lost,
    deadLettersSeen: group.tally.deadLettered - (group.tallyBefore?.deadLettered ?? 0),
    acksSeen: smallerCount(group.tally.acked - (group.tallyBefore?.acked ?? 0), settled), goneWhilePending, ...(group.tallyBefore !== undefined && { givenBefore: group.tallyBefore.delivered }), ...(!lost.known && { why: lost.why })
  }
}

/** The four parts together; equal to `added` whenever all are known. */
export function sumConservation(check: Conservation): Fact<Count> {
  let sum: Count = 0
  for (const part of [check.undelivered, check.pending, check.settled, check.lostUnread]) {
    if (!part.known) return part
    sum = addCounts(sum, part.value)
  }
  return known(sum, 'counted', check.at)
}
