import type { Bytes } from '../../protocol/bytes'
import type { Int64 } from '../../protocol/int64'
import { NIL_ARRAY, type Reply } from '../../protocol/reply'
import type { Consumer } from '../../stream/consumer'
import type { ConsumerGroup } from '../../stream/consumer-group'
import type { PendingEntry } from '../../stream/pending-entry'
import { advance } from '../../stream/lag'
import { formatId, idAfter, LAST_ID, type StreamId } from '../../stream/stream-id'
import type { Stream } from '../../stream/stream'
import type { LogEntry } from '../../stream/stream-log'
import type { Call } from '../command'
import { toEntryReply } from './entry-reply'
import type { GroupReading } from './read-request'
import { countChanges, seeConsumer } from './stream-access'

/** One stream for one consumer: its history, or what is new. Undefined when there is nothing, and it may wait. */
export function readGroup(call: Call, key: Bytes, stream: Stream, reading: GroupReading, after: StreamId | undefined, count: number): Reply[] | undefined {
  const group = stream.groups.get(reading.name)
  if (group === undefined) return undefined
  const see = (): Consumer => seeConsumer(call, key, group, reading.consumer)
  // Since 7.2 whoever asks is a consumer, even if there is nothing for it.
  if (call.engine.capabilities.inactive) see()
  // The greatest id of all is how Redis notes `>`.
  if (after !== undefined && after !== LAST_ID) return readHistory(call, stream, group, see(), after, count)

  const claimed = reading.minIdle === undefined ? [] : claim(call, stream, group, see, reading.minIdle, count)
  const last = stream.log.lastId()
  const isNew = last !== undefined && last > group.lastId
  const isFull = count > 0 && claimed.length === count
  if (!isNew || isFull) return claimed.length === 0 ? undefined : claimed
  return [...claimed, ...deliver(call, stream, group, see(), reading, count === 0 ? 0 : count - claimed.length)]
}

/** Gives a group's next entries to one of its consumers. */
export function deliver(call: Call, stream: Stream, group: ConsumerGroup, consumer: Consumer, { noAck, minIdle }: GroupReading, count: number): Reply[] {
  const entries: Reply[] = []
  countChanges(call)
  const start = idAfter(group.lastId)
  if (start === undefined) return entries
  const now = call.engine.clock.now()
  for (const entry of stream.log.range(start, LAST_ID)) {
    advance(stream, group, entry.id, call.engine.capabilities.exactLag)
    if (!noAck) group.deliver(entry.id, consumer, now)
    entries.push(minIdle === undefined ? toEntryReply(entry) : toClaimedReply(entry, 0, 0))
    if (entries.length === count) break
  }
  // A delivery with NOACK leaves no trace of activity (7.2).
  if (entries.length > 0 && !noAck) consumer.activeAt = now
  return entries
}

/** Takes over what has been pending for long enough, whoever has it, and even the consumer's own (8.4). */
function claim(call: Call, stream: Stream, group: ConsumerGroup, see: () => Consumer, minIdle: number, count: number): Reply[] {
  const now = call.engine.clock.now()
  const entries: Reply[] = []
  // Claimed entries move to the end of the line: it is left before they come round.
  const line: PendingInLine[] = []
  for (let pending = group.longestWaiting; pending !== undefined && now - pending.deliveredAt >= minIdle; pending = pending.later) {
    const entry = stream.log.get(pending.id)
    // What is gone from the stream stays where it is, in line and pending.
    if (entry === undefined) continue
    line.push({ pending, entry })
    if (line.length === count) break
  }
  if (line.length > 0) countChanges(call)
  for (const { pending, entry } of line) {
    const idle = pending.consumer === undefined ? -1 : now - pending.deliveredAt
    entries.push(toClaimedReply(entry, idle, pending.deliveries))
    const consumer = see()
    consumer.activeAt = now
    group.redeliver(pending, consumer, now)
  }
  return entries
}

interface PendingInLine {
  pending: PendingEntry
  entry: LogEntry
}

/** With CLAIM each entry also tells for how long it was pending, and how often it had been delivered: 0 and 0 for a new one. */
function toClaimedReply(entry: LogEntry, idle: number, deliveries: Int64): Reply {
  return [formatId(entry.id), entry.fields, idle, deliveries]
}

/**
 * What a consumer has not acknowledged, from its own list. To read it again is a delivery: it counts, and the entry's idle
 * time starts anew. Of an entry that is gone only the id is left.
 */
function readHistory(call: Call, stream: Stream, group: ConsumerGroup, consumer: Consumer, after: StreamId, count: number): Reply[] {
  const entries: Reply[] = []
  if (!call.engine.capabilities.inactive) countChanges(call)
  const now = call.engine.clock.now()
  const start = idAfter(after)
  if (start === undefined) return entries
  for (const [id, pending] of consumer.pending.from(start)) {
    const entry = stream.log.get(id)
    if (entry === undefined) entries.push([formatId(id), NIL_ARRAY])
    else {
      group.redeliver(pending, consumer, now)
      entries.push(toEntryReply(entry))
    }
    if (entries.length === count) break
  }
  return entries
}
