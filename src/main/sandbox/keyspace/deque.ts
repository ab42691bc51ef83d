/** A list that grows and shrinks at both ends for the same small price: a ring in an array. */
export class Deque<T> implements Iterable<T> {
  #ring: (T | undefined)[] = []
  #head = 0
  #length = 0

  static from<T>(items: readonly T[]): Deque<T> {
    const deque = new Deque<T>()
    for (const item of items) deque.push(item)
    return deque
  }

  get length(): number {
    return this.#length
  }

  get(index: number): T | undefined {
    return index < 0 || index >= this.#length ? undefined : this.#ring[(this.#head + index) & (this.#ring.length - 1)]
  }

  set(index: number, item: T): void {
    if (index >= 0 && index < this.#length) this.#ring[(this.#head + index) & (this.#ring.length - 1)] = item
  }

  push(item: T): void {
    this.#makeRoom()
    this.#length += 1
    this.set(this.#length - 1, item)
  }

  unshift(item: T): void {
    this.#makeRoom()
    this.#head = (this.#head - 1) & (this.#ring.length - 1)
    this.#length += 1
    this.set(0, item)
  }

  pop(): T | undefined {
    return this.#take(this.#length - 1, this.#head)
  }

  shift(): T | undefined {
    return this.#take(0, (this.#head + 1) & Math.max(0, this.#ring.length - 1))
  }

  /** In place of everything that is there. */
  replace(items: readonly T[]): void {
    this.#ring = []
    this.#head = 0
    this.#length = 0
    for (const item of items) this.push(item)
  }

  slice(from: number, to: number): T[] {
    const items: T[] = []
    for (let index = Math.max(0, from); index < Math.min(to, this.#length); index++) items.push(this.get(index) as T)
    return items
  }

  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.#length; index++) yield this.get(index) as T
  }

  #take(index: number, head: number): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.get(index)
    // The ring must not hold on to it.
    this.#ring[(this.#head + index) & (this.#ring.length - 1)] = undefined
    this.#head = head
    this.#length -= 1
    return item
  }

  /** Sizes are powers of two, so that a place in the ring is a bit mask away. */
  #makeRoom(): void {
    if (this.#length < this.#ring.length) return
    const items = this.slice(0, this.#length)
    const grown: (T | undefined)[] = Array.from({ length: Math.max(8, this.#ring.length * 2) })
    for (const [index, item] of items.entries()) grown[index] = item
    this.#ring = grown
    this.#head = 0
  }
}
