import { addInt64, type Int64 } from '../protocol/int64'
import type { ConsumerGroup } from './consumer-group'
import { FIRST_ID, type StreamId } from './stream-id'
import type { Stream } from './stream'

/**
 * How Redis counts how far a group is behind, without ever looking at the entries (7.0). A stream counts what was added to
 * it, a group what it has read; the difference is the lag, as long as nothing was taken away in between. Where it cannot
 * know, it says nil. These rules have faults, and they are kept: a group that was overtaken by trimming is told a number
 * that includes what is gone, up to 8.0 (`exact`).
 */

/** The place of an id in everything ever added, counted from 1; undefined where it cannot be told. */
export function countUpTo(stream: Stream, id: StreamId): Int64 | undefined {
  const { entriesAdded, length, lastId, firstId, maxDeletedId } = stream
  if (entriesAdded === 0) return 0
  if (length === 0 && id <= lastId) return entriesAdded
  if (id === lastId) return entriesAdded
  if (id > lastId) return undefined
  const holes = maxDeletedId !== FIRST_ID && maxDeletedId >= firstId
  if (holes || id > firstId) return undefined
  return addInt64(entriesAdded, id === firstId ? 1 - length : -length)
}

/** Whether XDEL took away something at or after an id. */
function hasHoleFrom(stream: Stream, id: StreamId): boolean {
  const { length, maxDeletedId, firstId } = stream
  if (length === 0 || maxDeletedId === FIRST_ID || firstId > maxDeletedId) return false
  return id <= maxDeletedId
}

/** Moves a group on to an entry that it delivers, and counts it. */
export function advance(stream: Stream, group: ConsumerGroup, id: StreamId, exact: boolean): void {
  // 8.0 looks for holes from where the group was, and trusts its counter only if that is inside the stream.
  const countable = exact ? group.lastId >= stream.firstId && !hasHoleFrom(stream, group.lastId) : !hasHoleFrom(stream, id)
  if (group.entriesRead !== undefined && countable) group.entriesRead = addInt64(group.entriesRead, 1)
  else if (stream.entriesAdded !== 0) group.entriesRead = countUpTo(stream, id)
  group.lastId = id
}

/** What XINFO calls `lag`; undefined where Redis says nil. */
export function lagOf(stream: Stream, group: ConsumerGroup, exact: boolean): Int64 | undefined {
  const { entriesAdded, length, firstId, maxDeletedId } = stream
  if (entriesAdded === 0) return 0
  if (exact && length === 0) return 0
  if (exact && group.lastId < firstId && maxDeletedId < firstId) return length
  const read = group.entriesRead !== undefined && !hasHoleFrom(stream, group.lastId) ? group.entriesRead : countUpTo(stream, group.lastId)
  return read === undefined ? undefined : addInt64(entriesAdded, -read)
}
