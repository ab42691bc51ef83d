import { OrderedMap } from '../keyspace/ordered-map'
import { addInt64, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import { Consumer } from './consumer'
import { PendingEntry } from './pending-entry'
import type { StreamId } from './stream-id'
import { WaitingList } from './waiting-list'

/** One group: how far it has read, and what it has delivered and not had acknowledged, by id, by consumer and by age. */
export class ConsumerGroup {
  /** In the order of their names, as Redis lists them. */
  readonly consumers = new OrderedMap<Consumer>()
  /** Entries that were given back and that nobody has (8.8). */
  givenBack = 0
  /** Told when something was delivered or given back: a reader may wait for it to become old enough (8.4). */
  readonly watchers = new Set<() => void>()
  readonly #pending = new OrderedMap<PendingEntry>()
  readonly #waiting = new WaitingList()

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

  /** The pending entry that has waited longest; `later` leads on. */
  get longestWaiting(): PendingEntry | undefined {
    return this.#waiting.first
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
      this.#waiting.remove(entry)
      this.#pending.delete(id)
    }
    this.consumers.delete(consumer.name)
  }

  /** A first delivery. An id that is pending already, as after XGROUP SETID, changes hands and starts to count anew. */
  deliver(id: StreamId, consumer: Consumer, now: number): void {
    const entry = this.#pending.get(id)
    if (entry === undefined) this.add(new PendingEntry(id, consumer, now, 1))
    else this.assign(entry, consumer, now, 1)
  }

  /** A new row. */
  add(entry: PendingEntry): void {
    this.#pending.set(entry.id, entry)
    if (entry.consumer === undefined) this.givenBack += 1
    else entry.consumer.pending.set(entry.id, entry)
    this.#wait(entry)
  }

  /** Gives a pending entry to a consumer, or to nobody. */
  assign(entry: PendingEntry, consumer: Consumer | undefined, deliveredAt: number, deliveries: Int64): void {
    this.#waiting.remove(entry)
    entry.deliveredAt = deliveredAt
    entry.deliveries = deliveries
    if (entry.consumer !== consumer) {
      if (entry.consumer === undefined) this.givenBack -= 1
      else entry.consumer.pending.delete(entry.id)
      if (consumer === undefined) this.givenBack += 1
      else consumer.pending.set(entry.id, entry)
      entry.consumer = consumer
    }
    this.#wait(entry)
  }

  /** Delivered once more, to the consumer that has it or to another. */
  redeliver(entry: PendingEntry, consumer: Consumer | undefined, now: number): void {
    this.assign(entry, consumer, now, addInt64(entry.deliveries, 1))
  }

  /** False when it is not pending. */
  remove(id: StreamId): boolean {
    const entry = this.#pending.get(id)
    if (entry === undefined) return false
    this.#waiting.remove(entry)
    this.#pending.delete(id)
    if (entry.consumer === undefined) this.givenBack -= 1
    else entry.consumer.pending.delete(id)
    return true
  }

  #wait(entry: PendingEntry): void {
    this.#waiting.add(entry)
    for (const changed of this.watchers) changed()
  }
}
