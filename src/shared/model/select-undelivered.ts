import { compareEntryIds } from '../redis/entry-id'
import { compareCounts, type Count } from '../redis/count'
import { known, unknown, type Fact } from './fact'
import { countLeft, type PresentReading } from './present-reading'
import type { GroupFacts } from './stream-state'

/**
 * The server's counter, as far as it can be believed. Before 8.0 a group that was behind a trimmed head goes on counting
 * what it never got, even after it has moved on: so once entries have left the stream it is an estimate, and above the
 * length it is wrong.
 */
function selectBelievedLag(reading: PresentReading, lag: Fact<Count>): Fact<Count> {
  if (!lag.known || lag.from === 'counted') return lag
  if (compareCounts(lag.value, 0) < 0 || compareCounts(lag.value, reading.length) > 0) return unknown('the server\'s lag counts entries that are not in the stream')
  return countLeft(reading) === 0 ? lag : { ...lag, from: 'estimate' }
}

/**
 * How many entries of the stream this group has not been given: those after last-delivered-id (rule I10).
 * What the reading itself proves comes first; then the observer's count; then the server's lag, as an estimate.
 */
export function selectUndelivered(reading: PresentReading, facts: GroupFacts): Fact<Count> {
  if (reading.length === 0) return known(0, 'server', reading.at)
  const { tail } = reading
  const newer = tail.findIndex((id) => compareEntryIds(id, facts.lastDeliveredId) <= 0)
  if (newer >= 0) return known(newer, 'counted', reading.at)
  if (tail.length === reading.length) return known(tail.length, 'counted', reading.at)
  if (reading.firstId !== undefined && compareEntryIds(facts.lastDeliveredId, reading.firstId) < 0) return known(reading.length, 'server', reading.at)
  if (reading.lastGeneratedId !== undefined && compareEntryIds(facts.lastDeliveredId, reading.lastGeneratedId) >= 0) return known(0, 'server', reading.at)
  const counted = selectBelievedLag(reading, facts.undelivered)
  return counted.known ? counted : selectBelievedLag(reading, facts.lag)
}
