import type { Bytes } from '../../protocol/bytes'
import { MapReply, type Reply } from '../../protocol/reply'
import { idAfter, LAST_ID, type StreamId } from '../../stream/stream-id'
import type { Stream } from '../../stream/stream'
import type { Call } from '../command'
import { toEntryReply } from './entry-reply'
import { readGroup } from './read-group'
import type { ReadRequest } from './read-request'
import { findStream } from './stream-access'

/** A stream that had something, with it. */
type Served = [key: Bytes, entries: Reply]

/** What is there at once; undefined when no stream has anything. */
export function readStreams(call: Call, request: ReadRequest): Reply | undefined {
  const served: Served[] = []
  let { group } = request
  for (const { key, after } of request.streams) {
    // A history among the streams ends the claiming for those behind it (seen on 8.6).
    if (group !== undefined && after !== undefined && after !== LAST_ID) group = { ...group, minIdle: undefined }
    const stream = findStream(call, key)
    if (stream === undefined) continue
    const entries = group === undefined ? readPlain(stream, after ?? LAST_ID, request.count) : readGroup(call, key, stream, group, after, request.count)
    if (entries !== undefined) served.push([key, entries])
  }
  return served.length === 0 ? undefined : toReadReply(call, served)
}

/** A map from keys to entries in RESP3; pairs in RESP2. */
export function toReadReply(call: Call, served: readonly Served[]): Reply {
  return call.client.protocol === 3 ? new MapReply(served) : served
}

function readPlain(stream: Stream, after: StreamId, count: number): Reply[] | undefined {
  const last = stream.log.lastId()
  return last === undefined || last <= after ? undefined : entriesAfter(stream, after, count)
}

/** Entries after an id, at most so many; all with 0. */
export function entriesAfter(stream: Stream, after: StreamId, count: number): Reply[] {
  const entries: Reply[] = []
  const start = idAfter(after)
  if (start === undefined) return entries
  for (const entry of stream.log.range(start, LAST_ID)) {
    entries.push(toEntryReply(entry))
    if (entries.length === count) break
  }
  return entries
}
