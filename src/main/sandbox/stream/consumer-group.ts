import { OrderedMap } from '../keyspace/ordered-map'
import { addInt64, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import { Consumer } from './consumer'
import type { PendingEntry } from './pending-entry'
import { makeId, type StreamId } from './stream-id'

/** The time of delivery before the id: the order in which entries have been waiting. */
function waitingKey(id: StreamId, entry: PendingEntry): string {
  return makeId(Math.max(0, entry.deliveredAt), 0).slice(0, 8) + id
}

/** One group: how far it has read, and what it has delivered and not had acknowledged, by id and by consumer. */
export class ConsumerGroup {
  /** In the order of their names, as Redis lists them. */
  readonly consumers = new OrderedMap<Consumer>()
  readonly #pending = new OrderedMap<PendingEntry>()
  /** The same entries by the time of their delivery. Made by the first XREADGROUP … CLAIM: others need it not. */
  #waiting: OrderedMap<StreamId> | undefined

  constructor(
    readonly name: Bytes,
    /** Everything up to this id was delivered, or skipped. */
    public lastId: StreamId,
    /** How many entries the stream had got up to `lastId`, where that is known (7.0). */
    public entriesRead: Int64 | undefined
  ) {}

  /** To be read; changed only through this group. */
  get pending(): Pick<OrderedMap<PendingEntry>, 'size' | 'get' | 'has' | 'first' | 'last' | 'from'> {
    return this.#pending
  }

  /** The consumer with that name, made if there is none; `created` hears of that. */
  consumer(name: Bytes, now: number, created: () => void): Consumer {
    const known = this.consumers.get(name)
    if (known !== undefined) return known
    const consumer = new Consumer(name, now)
    this.consumers.set(name, consumer)
    created()
    return consumer
  }

  /** What a consumer had not acknowledged goes with it: nobody will get it again (all releases). */
  removeConsumer(consumer: Consumer): void {
    for (const [id, entry] of consumer.pending) {
      this.#waiting?.delete(waitingKey(id, entry))
      this.#pending.delete(id)
    }
    this.consumers.delete(consumer.name)
  }

  /** A first delivery. An id that is pending already, as after XGROUP SETID, changes hands and starts to count anew. */
  deliver(id: StreamId, consumer: Consumer, now: number): void {
    const entry = this.#pending.get(id)
    if (entry === undefined) this.add(id, { consumer, deliveredAt: now, deliveries: 1 })
    else this.assign(id, entry, consumer, now, 1)
  }

  /** A new row. */
  add(id: StreamId, entry: PendingEntry): void {
    this.#pending.set(id, entry)
    entry.consumer?.pending.set(id, entry)
    this.#waiting?.set(waitingKey(id, entry), id)
  }

  /** Gives a pending entry to a consumer, or to nobody. */
  assign(id: StreamId, entry: PendingEntry, consumer: Consumer | undefined, deliveredAt: number, deliveries: Int64): void {
    if (this.#waiting !== undefined) {
      this.#waiting.delete(waitingKey(id, entry))
      entry.deliveredAt = deliveredAt
      this.#waiting.set(waitingKey(id, entry), id)
    }
    entry.deliveredAt = deliveredAt
    entry.deliveries = deliveries
    if (entry.consumer === consumer) return
    entry.consumer?.pending.delete(id)
    consumer?.pending.set(id, entry)
    entry.consumer = consumer
  }

  /** Delivered once more to the consumer that has it. */
  redeliver(id: StreamId, entry: PendingEntry, now: number): void {
    this.assign(id, entry, entry.consumer, now, addInt64(entry.deliveries, 1))
  }

  /** False when it is not pending. */
  remove(id: StreamId): boolean {
    const entry = this.#pending.get(id)
    if (entry === undefined) return false
    this.#waiting?.delete(waitingKey(id, entry))
    this.#pending.delete(id)
    entry.consumer?.pending.delete(id)
    return true
  }

  /** Pending entries, those that wait longest first; given back ones before all others (8.4, 8.8). */
  *waiting(): Generator<[StreamId, PendingEntry]> {
    if (this.#waiting === undefined) {
      this.#waiting = new OrderedMap()
      const keys = [...this.#pending].map(([id, entry]) => waitingKey(id, entry)).sort()
      for (const key of keys) this.#waiting.set(key, key.slice(8))
    }
    for (const [, id] of this.#waiting) {
      const entry = this.#pending.get(id)
      if (entry !== undefined) yield [id, entry]
    }
  }
}
