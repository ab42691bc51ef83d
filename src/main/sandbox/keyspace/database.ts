import type { Bytes } from '../protocol/bytes'
import { DenseMap, type ScanPage } from './dense-map'
import type { Value } from './value'

/** One key: what it holds and when it goes. */
interface Slot {
  value: Value
  /** Milliseconds since 1970 on the server's clock, or undefined for a key that stays. */
  expiresAt: number | undefined
  /** When a command last looked at the value, on the same clock; undefined until the first. */
  usedAt: number | undefined
}

/** One numbered database. Plain storage: it tells nobody of changes and knows no clock. Commands go through the Keyspace, which does both. */
export class Database {
  readonly #slots = new DenseMap<Slot>()
  /** Keys with a time to go. */
  readonly #volatile = new Set<Bytes>()

  /** `timed` hears of every time at which a key is to go. */
  constructor(
    readonly index: number,
    private readonly timed: (expiresAt: number) => void
  ) {}

  /** All keys that are kept, with those whose time has come. */
  get size(): number {
    return this.#slots.size
  }

  get volatileSize(): number {
    return this.#volatile.size
  }

  get(key: Bytes): Value | undefined {
    return this.#slots.get(key)?.value
  }

  /** Puts a value in place of whatever was there. The key stays for ever unless `expiresAt` says otherwise. */
  set(key: Bytes, value: Value, expiresAt?: number): void {
    this.#slots.set(key, { value, expiresAt, usedAt: undefined })
    this.#note(key, expiresAt)
  }

  delete(key: Bytes): boolean {
    this.#volatile.delete(key)
    return this.#slots.delete(key)
  }

  expiresAt(key: Bytes): number | undefined {
    return this.#slots.get(key)?.expiresAt
  }

  /** Sets or, with undefined, takes away the time to go of a key that is there. */
  setExpiry(key: Bytes, expiresAt: number | undefined): void {
    const slot = this.#slots.get(key)
    if (slot === undefined) return
    slot.expiresAt = expiresAt
    this.#note(key, expiresAt)
  }

  usedAt(key: Bytes): number | undefined {
    return this.#slots.get(key)?.usedAt
  }

  setUsed(key: Bytes, at: number): void {
    const slot = this.#slots.get(key)
    if (slot !== undefined) slot.usedAt = at
  }

  /** All keys, in no order that means anything. No key may come or go meanwhile. */
  keys(): IterableIterator<Bytes> {
    return this.#slots.keys()
  }

  /** The key with a number from 0 to size - 1. */
  keyAt(index: number): Bytes | undefined {
    return this.#slots.at(index)?.[0]
  }

  /** The next keys of a scan; see DenseMap.scan. */
  scan(cursor: number, count: number): ScanPage<unknown> {
    return this.#slots.scan(cursor, count)
  }

  /** Keys whose time has come by `now`. */
  *expired(now: number): Generator<Bytes> {
    for (const key of this.#volatile) {
      const at = this.#slots.get(key)?.expiresAt
      if (at !== undefined && at <= now) yield key
    }
  }

  /** When the first of them goes, Infinity when none does. */
  soonestExpiry(): number {
    let soonest = Infinity
    for (const key of this.#volatile) soonest = Math.min(soonest, this.#slots.get(key)?.expiresAt ?? Infinity)
    return soonest
  }

  /** Milliseconds until the keys that go are gone, on the average; 0 when none goes. */
  averageTimeLeft(now: number): number {
    let sum = 0
    for (const key of this.#volatile) sum += Math.max(0, (this.#slots.get(key)?.expiresAt ?? now) - now)
    return this.#volatile.size === 0 ? 0 : sum / this.#volatile.size
  }

  clear(): void {
    this.#slots.clear()
    this.#volatile.clear()
  }

  #note(key: Bytes, expiresAt: number | undefined): void {
    if (expiresAt === undefined) {
      this.#volatile.delete(key)
      return
    }
    this.#volatile.add(key)
    this.timed(expiresAt)
  }
}
