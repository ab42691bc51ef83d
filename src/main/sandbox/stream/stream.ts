import { OrderedMap } from '../keyspace/ordered-map'
import { addInt64, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import { ConsumerGroup } from './consumer-group'
import { Idempotence } from './idempotence'
import { FIRST_ID, type StreamId } from './stream-id'
import { StreamLog, type NodeLimits } from './stream-log'

/** A stream: its log of entries, what it remembers of its past, and its groups. */
export class Stream {
  readonly type = 'stream'
  readonly log = new StreamLog()
  /** By name, in the order in which Redis lists them. */
  readonly groups = new OrderedMap<ConsumerGroup>()
  /** The last id that was ever given, or set with XSETID. Entries may be gone; ids are never given twice. */
  lastId: StreamId = FIRST_ID
  /** The id of the first entry that is there, 0-0 in an empty stream (7.0). */
  firstId: StreamId = FIRST_ID
  /** The greatest id that XDEL took away, 0-0 for none: from there on, counting entries by ids is off (7.0). */
  maxDeletedId: StreamId = FIRST_ID
  /** Entries that were ever added (7.0). */
  entriesAdded: Int64 = 0

  readonly idempotence: Idempotence

  /** What a stream remembers of what it was sent is settled when it is made (8.6). */
  constructor({ streamIdmpDuration, streamIdmpMaxsize } = { streamIdmpDuration: 100, streamIdmpMaxsize: 100 }) {
    this.idempotence = new Idempotence(streamIdmpDuration, streamIdmpMaxsize)
  }

  get length(): number {
    return this.log.length
  }

  /** The id must be greater than lastId. `words` holds field, value, field, value from `from` on. */
  append(id: StreamId, words: readonly Bytes[], from: number, limits: NodeLimits): void {
    this.log.append(id, words, from, limits)
    this.entriesAdded = addInt64(this.entriesAdded, 1)
    this.lastId = id
    if (this.log.length === 1) this.firstId = id
  }

  /** False when there is no such entry. */
  delete(id: StreamId): boolean {
    if (!this.log.delete(id)) return false
    if (id > this.maxDeletedId) this.maxDeletedId = id
    if (id === this.firstId) this.findFirst()
    return true
  }

  /** To be called when entries at the beginning went. */
  findFirst(): void {
    this.firstId = this.log.firstId() ?? FIRST_ID
  }

  /** A new group, or undefined when there is one with that name. */
  createGroup(name: Bytes, lastId: StreamId, entriesRead: Int64 | undefined): ConsumerGroup | undefined {
    if (this.groups.has(name)) return undefined
    const group = new ConsumerGroup(name, lastId, entriesRead)
    this.groups.set(name, group)
    return group
  }
}
