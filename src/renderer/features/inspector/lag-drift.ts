import { compareCounts } from '@shared/redis/count'
import type { GroupFacts } from '@shared/model/stream-state'
import { formatCount } from '../../lib/format-count'

/**
 * Set when the server's lag and our own count disagree. Some versions tell a wrong lag after trims and deletes
 * (7.0, Valkey 9): both are shown, and neither is hidden behind the other.
 */
export function describeLagDrift({ lag, undelivered }: GroupFacts): string | undefined {
  if (!lag.known || !undelivered.known || undelivered.from === 'server') return undefined
  if (compareCounts(lag.value, undelivered.value) === 0) return undefined
  return `The server says ${formatCount(lag.value)}, counted are ${formatCount(undelivered.value)}. After trims and deletes some versions tell a wrong lag.`
}
