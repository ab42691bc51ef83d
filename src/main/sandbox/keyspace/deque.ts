const SMALLEST_RING = 8

/** A list that grows and shrinks at both ends in O(1) and knows each item by its number: a ring in an array. */
export class Deque<T> {
  /** Its length is a power of two, so that a place in it is a bit mask away. */
  #ring: (T | undefined)[] = Array.from({ length: SMALLEST_RING })
  #head = 0
  #length = 0

  static from<T>(items: Iterable<T>): Deque<T> {
    const deque = new Deque<T>()
    for (const item of items) deque.push(item)
    return deque
  }

  get length(): number {
    return this.#length
  }

  /** Undefined where there is none: numbers go from 0 to length - 1. */
  at(index: number): T | undefined {
    return index < 0 || index >= this.#length ? undefined : this.#ring[this.#place(index)]
  }

  /** In place of the item with that number, which must be there. */
  set(index: number, item: T): void {
    this.#ring[this.#place(index)] = item
  }

  push(item: T): void {
    this.#makeRoom()
    this.#length += 1
    this.set(this.#length - 1, item)
  }

  unshift(item: T): void {
    this.#makeRoom()
    this.#head = this.#place(-1)
    this.#length += 1
    this.set(0, item)
  }

  pop(): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.#take(this.#length - 1)
    this.#length -= 1
    return item
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.#take(0)
    this.#head = this.#place(1)
    this.#length -= 1
    return item
  }

  /** Before the item with that number; those behind it move on. */
  insert(index: number, item: T): void {
    this.push(item)
    for (let at = this.#length - 1; at > index; at--) this.set(at, this.at(at - 1) as T)
    this.set(index, item)
  }

  /** Removes the items with these numbers. */
  deleteAll(indexes: ReadonlySet<number>): void {
    let kept = 0
    for (let at = 0; at < this.#length; at++) {
      if (indexes.has(at)) continue
      this.set(kept, this.at(at) as T)
      kept += 1
    }
    while (this.#length > kept) this.pop()
  }

  /** A copy of the items from one number up to another, which is not among them. */
  slice(from: number, to: number): T[] {
    const items: T[] = []
    for (let at = Math.max(0, from); at < Math.min(to, this.#length); at++) items.push(this.at(at) as T)
    return items
  }

  *[Symbol.iterator](): Generator<T> {
    for (let at = 0; at < this.#length; at++) yield this.at(at) as T
  }

  #place(index: number): number {
    return (this.#head + index) & (this.#ring.length - 1)
  }

  /** The ring must not hold on to what was taken. */
  #take(index: number): T | undefined {
    const place = this.#place(index)
    const item = this.#ring[place]
    this.#ring[place] = undefined
    return item
  }

  #makeRoom(): void {
    if (this.#length < this.#ring.length) return
    const items = this.slice(0, this.#length)
    this.#ring = items.concat(Array.from({ length: items.length }))
    this.#head = 0
  }
}
