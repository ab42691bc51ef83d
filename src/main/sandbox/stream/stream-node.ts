import { narrow, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import { Listpack } from './listpack'
import { makeId, msOf, sequenceOf, type StreamId } from './stream-id'

const DELETED = 1
const SAME_FIELDS = 2

/**
 * Neighbouring entries in one listpack, as Redis lays them out (its macro node):
 *
 *     count deleted n field… 0 │ flags ms sequence [n] [field] value… pieces │ flags …
 *
 * At its head stand the names of the first entry's fields; entries with the very same names (SAME_FIELDS) leave them out.
 * Ids are kept as differences from the node's own, which is the first entry's. `pieces` ends each entry with the number of
 * elements before it, so that the entries can be walked from the end. An entry that was deleted is only marked; the node
 * goes when its last one does.
 *
 * Inside a node an entry is named by its offset, where its flags are. Offsets hold until something is deleted.
 */
export class StreamNode {
  readonly #ms: Int64
  readonly #sequence: Int64
  readonly #pack: Listpack
  #live: number
  #deleted: number
  /** How many names stand at the head. */
  readonly #names: number
  #first: number

  /** `pack` must hold at least the head. */
  constructor(readonly id: StreamId, pack: Listpack) {
    this.#ms = msOf(id)
    this.#sequence = sequenceOf(id)
    this.#pack = pack
    this.#live = Number(pack.integerAt(0))
    const deletedAt = pack.next(0)
    this.#deleted = Number(pack.integerAt(deletedAt))
    const namesAt = pack.next(deletedAt)
    this.#names = Number(pack.integerAt(namesAt))
    this.#first = this.#skip(namesAt, this.#names + 2)
  }

  /** An empty node whose head takes the names from `words`: field, value, field, value from `from` on. */
  static startingWith(id: StreamId, words: readonly Bytes[], from: number): StreamNode {
    const pack = new Listpack()
    pack.appendInteger(0)
    pack.appendInteger(0)
    pack.appendInteger((words.length - from) / 2)
    for (let index = from; index < words.length; index += 2) pack.append(words[index] as Bytes)
    pack.appendInteger(0)
    return new StreamNode(id, pack)
  }

  get live(): number {
    return this.#live
  }

  /** Entries that take room, marked ones with them: `stream-node-max-entries` counts those. */
  get entries(): number {
    return this.#live + this.#deleted
  }

  get byteLength(): number {
    return this.#pack.byteLength
  }

  toBuffer(): Buffer {
    return this.#pack.toBuffer()
  }

  append(id: StreamId, words: readonly Bytes[], from: number): void {
    this.#count(this.#live + 1, this.#deleted)
    const pack = this.#pack
    const fields = (words.length - from) / 2
    const same = this.#hasNames(words, from)
    pack.appendInteger(same ? SAME_FIELDS : 0)
    pack.appendInteger(difference(msOf(id), this.#ms))
    pack.appendInteger(difference(sequenceOf(id), this.#sequence))
    if (!same) pack.appendInteger(fields)
    for (let index = from; index < words.length; index += 2) {
      if (!same) pack.append(words[index] as Bytes)
      pack.append(words[index + 1] as Bytes)
    }
    pack.appendInteger(same ? fields + 3 : 2 * fields + 4)
  }

  /** To be called when nothing more will be appended. */
  seal(): void {
    this.#pack.shrink()
  }

  /** The first entry, marked or not. */
  get first(): number | undefined {
    return this.#first < this.#pack.end ? this.#first : undefined
  }

  get last(): number | undefined {
    return this.before(this.#pack.end)
  }

  after(at: number): number | undefined {
    const idEnd = this.#skip(at, 3)
    const same = (this.#flags(at) & SAME_FIELDS) !== 0
    const rest = same ? this.#names + 1 : 2 * Number(this.#pack.integerAt(idEnd)) + 2
    const next = this.#skip(idEnd, rest)
    return next < this.#pack.end ? next : undefined
  }

  /** By the number of pieces that ends the entry before. */
  before(at: number): number | undefined {
    if (at <= this.#first) return undefined
    let start = this.#pack.previous(at)
    for (let pieces = Number(this.#pack.integerAt(start)); pieces > 0; pieces--) start = this.#pack.previous(start)
    return start
  }

  isDeleted(at: number): boolean {
    return (this.#flags(at) & DELETED) !== 0
  }

  idAt(at: number): StreamId {
    const msAt = this.#pack.next(at)
    return makeId(unsignedSum(this.#ms, this.#pack.integerAt(msAt)), unsignedSum(this.#sequence, this.#pack.integerAt(this.#pack.next(msAt))))
  }

  /** The first entry, marked or not, whose id is not less. */
  seek(id: StreamId): number | undefined {
    const ms = msOf(id)
    const sequence = sequenceOf(id)
    let at = this.first
    while (at !== undefined && this.#isBefore(at, ms, sequence)) at = this.after(at)
    return at
  }

  /** Field, value, field, value. */
  fieldsAt(at: number): Bytes[] {
    const pack = this.#pack
    const fields: Bytes[] = []
    let valueAt = this.#skip(at, 3)
    if ((this.#flags(at) & SAME_FIELDS) !== 0) {
      let nameAt = this.#skip(0, 3)
      for (let index = 0; index < this.#names; index++) {
        fields.push(pack.textAt(nameAt), pack.textAt(valueAt))
        nameAt = pack.next(nameAt)
        valueAt = pack.next(valueAt)
      }
      return fields
    }
    const words = 2 * Number(pack.integerAt(valueAt))
    for (let index = 0; index < words; index++) {
      valueAt = pack.next(valueAt)
      fields.push(pack.textAt(valueAt))
    }
    return fields
  }

  /** Marks an entry that is not marked yet. */
  delete(at: number): void {
    this.#pack.replaceInteger(at, this.#flags(at) | DELETED)
    this.#count(this.#live - 1, this.#deleted + 1)
  }

  /** Compares without making an id: a search passes dozens of entries. */
  #isBefore(at: number, ms: Int64, sequence: Int64): boolean {
    const msAt = this.#pack.next(at)
    const own = unsignedSum(this.#ms, this.#pack.integerAt(msAt))
    return own === ms ? unsignedSum(this.#sequence, this.#pack.integerAt(this.#pack.next(msAt))) < sequence : own < ms
  }

  #flags(at: number): number {
    return Number(this.#pack.integerAt(at))
  }

  #skip(at: number, elements: number): number {
    for (let left = elements; left > 0; left--) at = this.#pack.next(at)
    return at
  }

  #hasNames(words: readonly Bytes[], from: number): boolean {
    if (words.length - from !== 2 * this.#names) return false
    let nameAt = this.#skip(0, 3)
    for (let index = from; index < words.length; index += 2) {
      if (!this.#pack.holds(nameAt, words[index] as Bytes)) return false
      nameAt = this.#pack.next(nameAt)
    }
    return true
  }

  /** Past 127 the counters at the head take a byte more, and all entries move. */
  #count(live: number, deleted: number): void {
    this.#live = live
    this.#deleted = deleted
    this.#first += this.#pack.replaceInteger(0, live)
    this.#first += this.#pack.replaceInteger(this.#pack.next(0), deleted)
  }
}

/** Kept as a number of 64 bits with a sign, whatever the parts: the sum below undoes what wraps here. */
function difference(part: Int64, base: Int64): Int64 {
  if (typeof part === 'number' && typeof base === 'number') return part - base
  return narrow(BigInt.asIntN(64, BigInt(part) - BigInt(base)))
}

function unsignedSum(base: Int64, by: Int64): Int64 {
  if (typeof base === 'number' && typeof by === 'number') {
    const sum = base + by
    if (sum >= 0 && Number.isSafeInteger(sum)) return sum
  }
  return narrow(BigInt.asUintN(64, BigInt(base) + BigInt(by)))
}
