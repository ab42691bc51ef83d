/** One run of neighbouring keys. */
interface Block<V> {
  keys: string[]
  values: V[]
}

/** A block that grows past this is cut in two. */
const BLOCK_SIZE = 256

/** The first index at which `keys[index] >= key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * A map whose keys keep their order: a list of short sorted blocks, found by bisection. Get, set and delete cost
 * O(log n) comparisons and moves inside one block; appending past the last key costs one comparison. Iteration from any
 * key costs nothing more. Deleting while iterating is not allowed.
 */
export class OrderedMap<V> {
  #blocks: Block<V>[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  get(key: string): V | undefined {
    const block = this.#blocks[this.#blockOf(key)]
    if (block === undefined) return undefined
    const at = lowerBound(block.keys, key)
    return block.keys[at] === key ? block.values[at] : undefined
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  set(key: string, value: V): void {
    const last = this.#blocks.at(-1)
    if (last === undefined || key > (last.keys.at(-1) ?? '')) return this.#append(last, key, value)
    const index = this.#blockOf(key)
    const block = this.#blocks[index]
    if (block === undefined) return
    const at = lowerBound(block.keys, key)
    if (block.keys[at] === key) {
      block.values[at] = value
      return
    }
    block.keys.splice(at, 0, key)
    block.values.splice(at, 0, value)
    this.#size += 1
    if (block.keys.length > BLOCK_SIZE) {
      const half = BLOCK_SIZE >>> 1
      this.#blocks.splice(index + 1, 0, { keys: block.keys.splice(half), values: block.values.splice(half) })
    }
  }

  delete(key: string): boolean {
    const index = this.#blockOf(key)
    const block = this.#blocks[index]
    if (block === undefined) return false
    const at = lowerBound(block.keys, key)
    if (block.keys[at] !== key) return false
    block.keys.splice(at, 1)
    block.values.splice(at, 1)
    this.#size -= 1
    if (block.keys.length === 0) this.#blocks.splice(index, 1)
    return true
  }

  clear(): void {
    this.#blocks = []
    this.#size = 0
  }

  first(): [string, V] | undefined {
    const block = this.#blocks[0]
    return block === undefined ? undefined : [block.keys[0] as string, block.values[0] as V]
  }

  last(): [string, V] | undefined {
    const block = this.#blocks.at(-1)
    return block === undefined ? undefined : [block.keys.at(-1) as string, block.values.at(-1) as V]
  }

  /** The last pair whose key is not greater than `key`. */
  floor(key: string): [string, V] | undefined {
    let block = this.#blocks[this.#blockOf(key)]
    const at = lowerBound(block?.keys ?? [], key)
    if (block?.keys[at] === key) return [key, block.values[at] as V]
    if (block !== undefined && at > 0) return [block.keys[at - 1] as string, block.values[at - 1] as V]
    block = this.#blocks[this.#blockOf(key) - 1]
    return block === undefined ? undefined : [block.keys.at(-1) as string, block.values.at(-1) as V]
  }

  /** Upwards, from the first key that is not less than `start`. */
  *from(start = ''): Generator<[string, V]> {
    let index = this.#blockOf(start)
    let at = lowerBound(this.#blocks[index]?.keys ?? [], start)
    for (; index < this.#blocks.length; index++, at = 0) {
      const block = this.#blocks[index] as Block<V>
      for (; at < block.keys.length; at++) yield [block.keys[at] as string, block.values[at] as V]
    }
  }

  /** Downwards, from the last key that is not greater than `start`. */
  *downFrom(start: string): Generator<[string, V]> {
    let index = Math.min(this.#blockOf(start), this.#blocks.length - 1)
    for (; index >= 0; index--) {
      const block = this.#blocks[index] as Block<V>
      let at = lowerBound(block.keys, start)
      if (block.keys[at] !== start) at -= 1
      for (; at >= 0; at--) yield [block.keys[at] as string, block.values[at] as V]
    }
  }

  *keys(): Generator<string> {
    for (const block of this.#blocks) yield* block.keys
  }

  [Symbol.iterator](): Generator<[string, V]> {
    return this.from()
  }

  /** The block that holds `key` if any does: the first whose last key is not less. */
  #blockOf(key: string): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#blocks[middle]?.keys.at(-1) ?? '') < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #append(last: Block<V> | undefined, key: string, value: V): void {
    this.#size += 1
    if (last === undefined || last.keys.length >= BLOCK_SIZE) this.#blocks.push({ keys: [key], values: [value] })
    else {
      last.keys.push(key)
      last.values.push(value)
    }
  }
}
