import { addInt64, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import type { StreamId } from './stream-id'

interface Sent {
  id: StreamId
  at: number
}

/**
 * Which messages were added already (8.6): each producer gives its messages ids of its own, and the stream remembers under
 * which id it took each of them, for so many seconds and so many messages of a producer. The number limits first: a producer
 * that sends more in that time is forgotten earlier. Forgotten messages are dropped when somebody looks; Redis does it with a
 * timer of its own, up to a second later.
 */
export class Idempotence {
  /** Messages that were ever remembered, and that were sent again. */
  added: Int64 = 0
  duplicates: Int64 = 0
  /** Oldest first, in each. */
  readonly #producers = new Map<Bytes, Map<Bytes, Sent>>()

  constructor(
    public durationSeconds: number,
    public maxSize: number
  ) {}

  get tracked(): number {
    let tracked = 0
    for (const messages of this.#producers.values()) tracked += messages.size
    return tracked
  }

  get producers(): number {
    return this.#producers.size
  }

  /** New settings begin with an empty memory; the same ones change nothing. */
  configure(durationSeconds: number, maxSize: number): void {
    if (durationSeconds === this.durationSeconds && maxSize === this.maxSize) return
    this.durationSeconds = durationSeconds
    this.maxSize = maxSize
    this.#producers.clear()
  }

  find(producer: Bytes, message: Bytes): StreamId | undefined {
    return this.#producers.get(producer)?.get(message)?.id
  }

  remember(producer: Bytes, message: Bytes, id: StreamId, at: number): void {
    const messages = this.#producers.get(producer) ?? new Map<Bytes, Sent>()
    this.#producers.set(producer, messages.set(message, { id, at }))
    this.added = addInt64(this.added, 1)
    for (const oldest of messages.keys()) {
      if (messages.size <= this.maxSize) break
      messages.delete(oldest)
    }
  }

  expire(now: number): void {
    for (const [producer, messages] of this.#producers) {
      for (const [message, { at }] of messages) {
        if (at + this.durationSeconds * 1000 > now) break
        messages.delete(message)
      }
      if (messages.size === 0) this.#producers.delete(producer)
    }
  }

  /** Everything that is remembered, oldest first for each producer. */
  *entries(): Generator<[producer: Bytes, message: Bytes, sent: Sent]> {
    for (const [producer, messages] of this.#producers) for (const [message, sent] of messages) yield [producer, message, sent]
  }
}
