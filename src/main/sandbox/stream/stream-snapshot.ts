import type { Bytes } from '../protocol/bytes'
import { parseInt64, type Int64 } from '../protocol/int64'
import type { Consumer } from './consumer'
import type { ConsumerGroup } from './consumer-group'
import { Listpack } from './listpack'
import { parseId } from './parse-id'
import { PendingEntry } from './pending-entry'
import { formatId } from './stream-id'
import { StreamNode } from './stream-node'
import { Stream } from './stream'

/** A stream as plain data that JSON can hold. Ids and counters are text; names are byte strings. */
export interface StreamSnapshot {
  lastId: string
  firstId: string
  maxDeletedId: string
  entriesAdded: string
  /** Each node with its listpack in base64: boundaries and marked entries stay as they are. */
  nodes: { id: string; listpack: string }[]
  groups: GroupSnapshot[]
  idempotence: {
    durationSeconds: number
    maxSize: number
    added: string
    duplicates: string
    sent: [producer: Bytes, message: Bytes, id: string, at: number][]
  }
}

interface GroupSnapshot {
  name: Bytes
  lastId: string
  entriesRead: string | undefined
  consumers: { name: Bytes; seenAt: number; activeAt: number }[]
  /** In the order in which they wait; `consumer` is an index, -1 for nobody. */
  pending: [id: string, consumer: number, deliveredAt: number, deliveries: string][]
}

export function encodeStream(stream: Stream): StreamSnapshot {
  const { idempotence } = stream
  return {
    lastId: formatId(stream.lastId),
    firstId: formatId(stream.firstId),
    maxDeletedId: formatId(stream.maxDeletedId),
    entriesAdded: String(stream.entriesAdded),
    nodes: stream.log.nodes().map((node) => ({ id: formatId(node.id), listpack: node.toBuffer().toString('base64') })),
    groups: Array.from(stream.groups, ([, group]) => encodeGroup(group)),
    idempotence: {
      durationSeconds: idempotence.durationSeconds,
      maxSize: idempotence.maxSize,
      added: String(idempotence.added),
      duplicates: String(idempotence.duplicates),
      sent: Array.from(idempotence.entries(), ([producer, message, { id, at }]) => [producer, message, formatId(id), at])
    }
  }
}

function encodeGroup(group: ConsumerGroup): GroupSnapshot {
  const consumers = Array.from(group.consumers, ([, consumer]) => consumer)
  const indexes = new Map<Consumer | undefined, number>(consumers.map((consumer, index) => [consumer, index]))
  const pending: GroupSnapshot['pending'] = []
  for (let entry = group.longestWaiting; entry !== undefined; entry = entry.later) {
    pending.push([formatId(entry.id), indexes.get(entry.consumer) ?? -1, entry.deliveredAt, String(entry.deliveries)])
  }
  return {
    name: group.name,
    lastId: formatId(group.lastId),
    entriesRead: group.entriesRead === undefined ? undefined : String(group.entriesRead),
    consumers: consumers.map(({ name, seenAt, activeAt }) => ({ name, seenAt, activeAt })),
    pending
  }
}

/** The snapshot must be one that encodeStream made. */
export function decodeStream(snapshot: StreamSnapshot): Stream {
  const { idempotence } = snapshot
  const stream = new Stream({ streamIdmpDuration: idempotence.durationSeconds, streamIdmpMaxsize: idempotence.maxSize })
  for (const { id, listpack } of snapshot.nodes) stream.log.addNode(new StreamNode(parseId(id), Listpack.from(Buffer.from(listpack, 'base64'))))
  stream.lastId = parseId(snapshot.lastId)
  stream.firstId = parseId(snapshot.firstId)
  stream.maxDeletedId = parseId(snapshot.maxDeletedId)
  stream.entriesAdded = toCount(snapshot.entriesAdded)
  for (const group of snapshot.groups) decodeGroup(stream, group)
  for (const [producer, message, id, at] of idempotence.sent) stream.idempotence.remember(producer, message, parseId(id), at)
  stream.idempotence.added = toCount(idempotence.added)
  stream.idempotence.duplicates = toCount(idempotence.duplicates)
  return stream
}

function decodeGroup(stream: Stream, { name, lastId, entriesRead, consumers, pending }: GroupSnapshot): void {
  const group = stream.createGroup(name, parseId(lastId), entriesRead === undefined ? undefined : toCount(entriesRead))
  const restored = consumers.map(({ name: consumerName, seenAt, activeAt }) => {
    const consumer = group?.consumer(consumerName, seenAt, () => undefined)
    if (consumer !== undefined) consumer.activeAt = activeAt
    return consumer
  })
  for (const [id, consumer, deliveredAt, deliveries] of pending) group?.add(new PendingEntry(parseId(id), restored[consumer], deliveredAt, toCount(deliveries)))
}

function toCount(text: string): Int64 {
  return parseInt64(text) ?? 0
}
