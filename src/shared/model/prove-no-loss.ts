import { compareCounts, subtractCounts } from '../redis/count'
import { compareEntryIds } from '../redis/entry-id'
import { countLeft, type PresentReading } from './present-reading'
import { selectUndelivered } from './select-undelivered'
import type { GroupFacts, GroupState } from './stream-state'

/** What is known of a group at one reading. */
interface Moment {
  reading: PresentReading
  facts: GroupFacts
}

/**
 * True when all that this group was given and does not hold any more was seen acked: then nothing of it can have been
 * lost, whatever left the stream. Needs a count of what is undelivered that is no estimate.
 */
function areAllAcksSeen({ reading, facts }: Moment, acked: number): boolean {
  const undelivered = selectUndelivered(reading, facts)
  if (!reading.entriesAdded.known || !undelivered.known || undelivered.from === 'estimate') return false
  return compareCounts(acked, subtractCounts(subtractCounts(reading.entriesAdded.value, undelivered.value), facts.pending)) >= 0
}

/**
 * True when all that had left the stream by `now` had been given to the group by `before`: trims take the oldest, so no
 * more may be gone than the group had got; and the newest id deleted by hand must be one that it had got.
 */
function hadGotWhatLeft(before: Moment, now: PresentReading): boolean {
  const undelivered = selectUndelivered(before.reading, before.facts)
  const left = countLeft(now)
  if (!before.reading.entriesAdded.known || !now.entriesAdded.known || left === undefined || !undelivered.known) return false
  if (compareCounts(now.entriesAdded.value, before.reading.entriesAdded.value) < 0) return false
  if (now.maxDeletedId !== undefined && compareEntryIds(now.maxDeletedId, before.facts.lastDeliveredId) > 0) return false
  return compareCounts(left, subtractCounts(before.reading.entriesAdded.value, undelivered.value)) <= 0
}

/**
 * Whether no entry can have left the stream before this group was given it. Redis keeps no record of that, so it is
 * proven from reading to reading: it holds while nothing has left at all, or when every ack was seen, and from then on
 * for as long as what leaves had been given before. Redis 8.0 moves entries-read over what was trimmed unread, and 7.0
 * goes on counting it in lag, so neither counter alone can tell.
 */
export function proveNoLoss(group: Pick<GroupState, 'facts' | 'tally' | 'noneLostAt' | 'tallyBefore'>, before: PresentReading | undefined, now: Moment): boolean {
  const { reading } = now
  if (!reading.atomic || !reading.entriesAdded.known) return false
  if (countLeft(reading) === 0) return true
  if (areAllAcksSeen(now, group.tally.acked - (group.tallyBefore?.acked ?? 0))) return true
  if (before === undefined || group.facts === undefined || group.noneLostAt !== before.at) return false
  return hadGotWhatLeft({ reading: before, facts: group.facts }, reading)
}
