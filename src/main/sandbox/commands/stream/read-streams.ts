import type { Bytes } from '../../protocol/bytes'
import { CommandError, MapReply, NIL_ARRAY, type Reply } from '../../protocol/reply'
import type { Consumer } from '../../stream/consumer'
import type { ConsumerGroup } from '../../stream/consumer-group'
import { advance } from '../../stream/lag'
import { formatId, idAfter, LAST_ID, type StreamId } from '../../stream/stream-id'
import type { Stream } from '../../stream/stream'
import type { Call } from '../command'
import { toCText } from './c-text'
import { toEntryReply } from './entry-reply'
import type { GroupReading, ReadRequest } from './read-request'
import { findStream, seeConsumer } from './stream-access'

/** A stream that had something, with it. */
type Served = [key: Bytes, entries: Reply]

/** What is there at once; undefined when no stream has anything. */
export function readStreams(call: Call, request: ReadRequest): Reply | undefined {
  const served: Served[] = []
  for (const { key, after } of request.streams) {
    const stream = findStream(call, key)
    if (stream === undefined) continue
    const entries = request.group === undefined ? readPlain(stream, after ?? LAST_ID, request.count) : readGrouped(call, key, stream, request.group, after, request.count)
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

/** All entries after an id, as replies. */
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

function readGrouped(call: Call, key: Bytes, stream: Stream, reading: GroupReading, after: StreamId | undefined, count: number): Reply[] | undefined {
  const group = stream.groups.get(reading.name)
  if (group === undefined) return undefined
  const { inactive } = call.engine.capabilities
  // Since 7.2 whoever asks is a consumer, even if there is nothing for it.
  if (inactive) seeConsumer(call, key, group, reading.consumer)
  // The greatest id of all is how Redis notes `>`.
  if (after !== undefined && after !== LAST_ID) return readHistory(call, stream, group, seeConsumer(call, key, group, reading.consumer), after, count)
  const last = stream.log.lastId()
  if (last === undefined || last <= group.lastId) return undefined
  return deliver(call, stream, group, seeConsumer(call, key, group, reading.consumer), reading.noAck, count)
}

/** Gives a group's next entries to one of its consumers. */
export function deliver(call: Call, stream: Stream, group: ConsumerGroup, consumer: Consumer, noAck: boolean, count: number): Reply[] {
  const entries: Reply[] = []
  const start = idAfter(group.lastId)
  if (start === undefined) return entries
  const now = call.engine.clock.now()
  for (const entry of stream.log.range(start, LAST_ID)) {
    advance(stream, group, entry.id, call.engine.capabilities.exactLag)
    if (!noAck) group.deliver(entry.id, consumer, now)
    entries.push(toEntryReply(entry))
    if (entries.length === count) break
  }
  if (entries.length > 0) consumer.activeAt = now
  return entries
}

/**
 * What a consumer has not acknowledged, from its own list. To read it again is a delivery: it counts, and the entry's idle
 * time starts anew. Of an entry that is gone only the id is left.
 */
function readHistory(call: Call, stream: Stream, group: ConsumerGroup, consumer: Consumer, after: StreamId, count: number): Reply[] {
  const entries: Reply[] = []
  const now = call.engine.clock.now()
  const start = idAfter(after)
  if (start === undefined) return entries
  for (const [id, pending] of consumer.pending.from(start)) {
    const entry = stream.log.get(id)
    if (entry === undefined) entries.push([formatId(id), NIL_ARRAY])
    else {
      group.redeliver(id, pending, now)
      entries.push(toEntryReply(entry))
    }
    if (entries.length === count) break
  }
  return entries
}

/** What a wait for one key ends with; undefined to wait on. */
export function readAwaited(call: Call, request: ReadRequest, key: Bytes): Reply | undefined {
  const { engine, db } = call
  const { inactive } = engine.capabilities
  const value = engine.keyspace.find(db, key)
  const { group: reading } = request
  if (inactive) return readAgain(call, request, value?.type === 'stream')
  if (value?.type !== 'stream') {
    if (reading === undefined) return undefined
    throw new CommandError('UNBLOCKED the stream key no longer exists')
  }
  if (reading === undefined) {
    const after = request.streams.find((stream) => stream.key === key)?.after ?? LAST_ID
    // Compared with the last id that was given, not with the last entry that is left: 7.0 may answer with no entries.
    return value.lastId > after ? toReadReply(call, [[key, entriesAfter(value, after, request.count)]]) : undefined
  }
  const group = value.groups.get(reading.name)
  if (group === undefined) throw new CommandError('NOGROUP the consumer group this client was blocked on no longer exists')
  if (value.lastId <= group.lastId) return undefined
  return toReadReply(call, [[key, deliver(call, value, group, seeConsumer(call, key, group, reading.consumer), reading.noAck, request.count)]])
}

/** Since 7.2 the whole command is carried out once more, with its errors. */
function readAgain(call: Call, request: ReadRequest, isStream: boolean): Reply | undefined {
  if (request.group === undefined) return isStream ? readStreams(call, request) : undefined
  for (const { key } of request.streams) {
    const stream = findStream(call, key)
    if (stream?.groups.has(request.group.name) !== true) {
      throw new CommandError(`NOGROUP No such key '${toCText(key)}' or consumer group '${toCText(request.group.name)}' in XREADGROUP with GROUP option`)
    }
  }
  return readStreams(call, request)
}
