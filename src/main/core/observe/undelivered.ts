import { known, unknown, type Fact } from '@shared/model/fact'
import { compareCounts, subtractCounts, type Count } from '@shared/redis/count'
import { compareEntryIds, ZERO_ID, type EntryId } from '@shared/redis/entry-id'

/** How many entries one counting range may fetch. */
export const COUNT_LIMIT = 1000

/** A count that an XRANGE after last-delivered-id gave, and what the stream looked like at that moment. */
export interface CountedAfter {
  after: EntryId
  /** Ids found, oldest first, at most COUNT_LIMIT. */
  ids: readonly EntryId[]
  /** False when the range was cut at COUNT_LIMIT. */
  complete: boolean
  /** Time of the reading that it belongs to, and the stream's counters then. */
  at: number
  added?: Count
  length: number
}

export interface StreamExtent {
  at: number
  length: number
  firstId?: EntryId
  maxDeletedId?: EntryId
  entriesAdded?: Count
  /** Newest first. */
  tail: readonly EntryId[]
}

function countAfter(ids: readonly EntryId[], after: EntryId): number {
  return ids.filter((id) => compareEntryIds(id, after) > 0).length
}

/**
 * A count taken earlier still tells the present when nothing was removed since (as many added as the length grew)
 * and delivery did not pass beyond what was counted.
 */
function carryForward(counted: CountedAfter, delivered: EntryId, extent: StreamExtent): number | undefined {
  if (!counted.complete || compareEntryIds(delivered, counted.after) < 0) return undefined
  if (counted.at === extent.at) return countAfter(counted.ids, delivered)
  if (counted.added === undefined || extent.entriesAdded === undefined) return undefined
  const added = subtractCounts(extent.entriesAdded, counted.added)
  if (added !== extent.length - counted.length) return undefined
  const last = counted.ids[counted.ids.length - 1]
  if (delivered !== counted.after && (last === undefined || compareEntryIds(delivered, last) > 0)) return undefined
  return countAfter(counted.ids, delivered) + added
}

function serverLag(lag: Count | null | undefined, delivered: EntryId, extent: StreamExtent): Fact<Count> {
  if (lag === undefined) return unknown('This server does not tell it (before Redis 7.0), and it is too far from the newest entries to count.')
  if (lag === null) return unknown(`The server does not know it after deletions or a moved cursor, and more than ${COUNT_LIMIT} entries would have to be counted.`)
  if (compareCounts(lag, 0) < 0 || compareCounts(lag, extent.length) > 0) return unknown(`The server says ${lag}, which cannot be with ${extent.length} entries.`)
  // Entries deleted after the cursor are still in the server's figure on some releases (redis 13957).
  const tombstoneAfter = extent.maxDeletedId !== undefined && extent.maxDeletedId !== ZERO_ID && compareEntryIds(extent.maxDeletedId, delivered) > 0
  if (tombstoneAfter) return unknown(`The server says ${lag}, but entries after the cursor were deleted, and its figure may count them.`)
  return known(lag, 'server', extent.at)
}

/**
 * Entries after last-delivered-id (TRUST I10): our own count where the tail or a bounded range proves it, else the
 * server's lag where nothing speaks against it, else unknown and why.
 */
export function findUndelivered(delivered: EntryId, lag: Count | null | undefined, extent: StreamExtent, counted?: CountedAfter): Fact<Count> {
  const counts = (value: Count): Fact<Count> => known(value, 'counted', extent.at)
  if (extent.length === 0) return counts(0)
  if (extent.firstId !== undefined && compareEntryIds(delivered, extent.firstId) < 0) return counts(extent.length)
  const oldestOfTail = extent.tail[extent.tail.length - 1]
  const tailReaches = oldestOfTail !== undefined && (extent.tail.length === extent.length || compareEntryIds(delivered, oldestOfTail) >= 0)
  if (tailReaches) return counts(countAfter(extent.tail, delivered))
  const carried = counted === undefined ? undefined : carryForward(counted, delivered, extent)
  if (carried !== undefined) return counts(carried)
  return serverLag(lag, delivered, extent)
}

/** Entries removed so far, as far as the counters tell. Unchanged: no entry that was there has gone. */
export function removedSoFar(extent: StreamExtent): Count | undefined {
  return extent.entriesAdded === undefined ? undefined : subtractCounts(extent.entriesAdded, extent.length)
}
