import { compareCounts, type Count } from '@shared/redis/count'

/** Average size from which a stream is read sparingly (TRUST O5). */
export const LARGE_ENTRY_BYTES = 64 * 1024
/** A single reply from which on it is read sparingly, whatever the average says. */
export const LARGE_REPLY_BYTES = 1024 * 1024
/** After a large reply nothing with payload is asked for so long. */
export const SPARING_MS = 5 * 60_000

/** MEMORY USAGE of a stream counts its pending lists, on 7.0.15 about six times over: taken off, so that small entries do not look large. */
const PENDING_BYTES = 600

/** Average bytes of an entry by MEMORY USAGE. Undefined for an empty stream or when the server did not tell. */
export function estimateEntryBytes(memory: number | undefined, length: number, pending: number): number | undefined {
  if (memory === undefined || length === 0) return undefined
  return Math.max(0, memory - pending * PENDING_BYTES) / length
}

/** Pending over all groups, as a number: for the estimate only. */
export function sumPending(groups: readonly { pending: Count }[]): number {
  return groups.reduce((sum, group) => sum + (compareCounts(group.pending, 0) > 0 ? Number(group.pending) : 0), 0)
}
