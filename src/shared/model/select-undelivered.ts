import { compareEntryIds } from '../redis/entry-id'
import type { Count } from '../redis/count'
import { known, type Fact } from './fact'
import type { GroupFacts, StreamReading } from './stream-state'

export type PresentReading = Extract<StreamReading, { kind: 'present' }>

/**
 * How many entries of the stream this group has not been given: those after last-delivered-id (rule I10).
 * What the reading itself proves comes first, because `lag` is nil or wrong after deletes and trims (7.0: a group
 * behind a trimmed head keeps counting what no longer exists). Then the observer's count, then the server's lag.
 */
export function selectUndelivered(reading: PresentReading, facts: GroupFacts): Fact<Count> {
  if (reading.length === 0) return known(0, 'server', reading.at)
  const { tail } = reading
  const newer = tail.findIndex((id) => compareEntryIds(id, facts.lastDeliveredId) <= 0)
  if (newer >= 0) return known(newer, 'counted', reading.at)
  if (tail.length === reading.length) return known(tail.length, 'counted', reading.at)
  if (reading.firstId !== undefined && compareEntryIds(facts.lastDeliveredId, reading.firstId) < 0) return known(reading.length, 'server', reading.at)
  if (reading.lastGeneratedId !== undefined && compareEntryIds(facts.lastDeliveredId, reading.lastGeneratedId) >= 0) return known(0, 'server', reading.at)
  return facts.undelivered.known ? facts.undelivered : facts.lag
}
