import { parseInt64, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import { DenseMap } from './dense-map'

/** `set-max-intset-entries` as Redis has it unless it is told otherwise. */
const MOST_NUMBERS = 512
/** `set-max-listpack-entries` and `-value` (7.2). */
const MOST_IN_LISTPACK = 128
const LONGEST_IN_LISTPACK = 64

/** The first index at which `numbers[index] >= number`. */
function lowerBound(numbers: readonly Int64[], number: Int64): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] as Int64) < number) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The members of a set. As in Redis, a set of whole numbers only, and not too many, keeps them sorted (an intset); the
 * first other member, or the 513th, makes it a hash table for ever. Only then is the order of Redis a different one.
 */
export class MemberSet {
  #numbers: Int64[] | undefined = []
  readonly #members = new DenseMap<true>()
  #outgrown = false

  static from(members: Iterable<Bytes>): MemberSet {
    const set = new MemberSet()
    for (const member of members) set.add(member)
    return set
  }

  static copyOf(other: MemberSet): MemberSet {
    const copy = MemberSet.from(other)
    // What was no set of numbers for Redis is none in the copy either.
    if (other.#numbers === undefined) copy.#leaveNumbers()
    copy.#outgrown = other.#outgrown
    return copy
  }

  get size(): number {
    return this.#numbers?.length ?? this.#members.size
  }

  /** `small` is what Redis 7.2 keeps in a listpack, and 7.0 in a hash table already. */
  get shape(): 'numbers' | 'small' | 'large' {
    if (this.#numbers !== undefined) return 'numbers'
    return this.#outgrown ? 'large' : 'small'
  }

  has(member: Bytes): boolean {
    if (this.#numbers === undefined) return this.#members.has(member)
    const number = parseInt64(member)
    return number !== undefined && this.#numbers[lowerBound(this.#numbers, number)] === number
  }

  /** True when it is new. */
  add(member: Bytes): boolean {
    const number = this.#numbers === undefined ? undefined : parseInt64(member)
    if (this.#numbers !== undefined && number !== undefined) {
      const at = lowerBound(this.#numbers, number)
      if (this.#numbers[at] === number) return false
      this.#numbers.splice(at, 0, number)
      if (this.#numbers.length > MOST_NUMBERS) this.#leaveNumbers()
      return true
    }
    this.#leaveNumbers()
    return this.#addText(member)
  }

  delete(member: Bytes): boolean {
    if (this.#numbers === undefined) return this.#members.delete(member)
    const number = parseInt64(member)
    const at = number === undefined ? -1 : lowerBound(this.#numbers, number)
    if (number === undefined || this.#numbers[at] !== number) return false
    this.#numbers.splice(at, 1)
    return true
  }

  /** The member with a number from 0 to size - 1. */
  at(index: number): Bytes | undefined {
    if (this.#numbers === undefined) return this.#members.at(index)?.[0]
    const number = this.#numbers[index]
    return number === undefined ? undefined : String(number)
  }

  /** As DenseMap.scan. All numbers come at once, since they may be moved by any change. */
  scan(cursor: number, count: number): { cursor: number; members: Bytes[] } {
    if (this.#numbers !== undefined) return { cursor: 0, members: [...this] }
    const page = this.#members.scan(cursor, count)
    return { cursor: page.cursor, members: page.entries.map(([member]) => member) }
  }

  *[Symbol.iterator](): Generator<Bytes> {
    if (this.#numbers === undefined) yield* this.#members.keys()
    else for (const number of this.#numbers) yield String(number)
  }

  #leaveNumbers(): void {
    const numbers = this.#numbers ?? []
    this.#numbers = undefined
    for (const number of numbers) this.#addText(String(number))
  }

  #addText(member: Bytes): boolean {
    const isNew = this.#members.set(member, true)
    if (this.#members.size > MOST_IN_LISTPACK || member.length > LONGEST_IN_LISTPACK) this.#outgrown = true
    return isNew
  }
}
