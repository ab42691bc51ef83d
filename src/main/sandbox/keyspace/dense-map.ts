import type { Bytes } from '../protocol/bytes'

interface Entry<V> {
  key: Bytes
  value: V
  /** Where it stands in the list. */
  at: number
}

/** Up to this size the order is that of the insertions, as in the listpack of a small hash; beyond, Redis hashes. */
const ORDERED_UP_TO = 512

/** A part of a map, and the cursor at which to go on: 0 at the end. */
export interface ScanPage<V> {
  cursor: number
  entries: readonly (readonly [Bytes, V])[]
}

/**
 * A map whose entries also stand in a list without gaps, so that one can be picked by its number: for keys, fields and
 * members by chance, and for scans that need no memory of their own. Every operation costs O(1); a deletion from a small
 * map keeps the order of the others, one from a large map moves the last entry into the gap. It must not be changed while
 * it is iterated.
 */
export class DenseMap<V> {
  readonly #byKey = new Map<Bytes, Entry<V>>()
  #list: Entry<V>[] = []

  get size(): number {
    return this.#list.length
  }

  get(key: Bytes): V | undefined {
    return this.#byKey.get(key)?.value
  }

  has(key: Bytes): boolean {
    return this.#byKey.has(key)
  }

  /** True when the key is new. */
  set(key: Bytes, value: V): boolean {
    const known = this.#byKey.get(key)
    if (known !== undefined) {
      known.value = value
      return false
    }
    const entry = { key, value, at: this.#list.length }
    this.#byKey.set(key, entry)
    this.#list.push(entry)
    return true
  }

  delete(key: Bytes): boolean {
    const entry = this.#byKey.get(key)
    if (entry === undefined) return false
    this.#byKey.delete(key)
    if (this.#list.length <= ORDERED_UP_TO) {
      this.#list.splice(entry.at, 1)
      for (let at = entry.at; at < this.#list.length; at++) (this.#list[at] as Entry<V>).at = at
    } else {
      const last = this.#list.pop() as Entry<V>
      if (last === entry) return true
      last.at = entry.at
      this.#list[last.at] = last
    }
    return true
  }

  clear(): void {
    this.#byKey.clear()
    this.#list = []
  }

  /** The entry with a number from 0 to size - 1. */
  at(index: number): [Bytes, V] | undefined {
    const entry = this.#list[index]
    return entry === undefined ? undefined : [entry.key, entry.value]
  }

  /**
   * The next entries of a scan that begins with the cursor 0. It goes through the list from its end to its beginning, and
   * the cursor is the number of entries that are still to come: both ways of deleting move an entry towards the beginning
   * only, and new ones are added at the end. So whatever is there during the whole scan is met at least once.
   */
  scan(cursor: number, count: number): ScanPage<V> {
    const end = cursor === 0 ? this.size : Math.min(cursor, this.size)
    const start = Math.max(0, end - count)
    return { cursor: start, entries: this.#list.slice(start, end).map(({ key, value }) => [key, value] as const) }
  }

  *keys(): Generator<Bytes> {
    for (const { key } of this.#list) yield key
  }

  *values(): Generator<V> {
    for (const { value } of this.#list) yield value
  }

  *[Symbol.iterator](): Generator<[Bytes, V]> {
    for (const { key, value } of this.#list) yield [key, value]
  }
}
