import { narrow, parseInt64, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'

/** Redis's header (total bytes, number of elements) and end mark. They are not kept here, but they count. */
const OVERHEAD = 7

const FIRST_CAPACITY = 64

/**
 * A listpack as Redis writes it: elements end to end in one piece of memory, each a string or, when the text is a plain
 * number, that number in as few bytes as it needs; after each stands its own length, so that one can also walk back.
 *
 * Why to the byte: a stream starts a new node when the one it fills would pass `stream-node-max-bytes`, and `MAXLEN ~` drops
 * whole nodes only. How many entries stay, and what XINFO tells, hangs on these sizes. They are also what makes small
 * entries cost 14 bytes and not 140.
 *
 * An offset is where an element begins. Writing past the end moves no element; replacing a number may move what follows.
 */
export class Listpack {
  #bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY)
  #end = 0

  static from(bytes: Buffer): Listpack {
    const pack = new Listpack()
    pack.#bytes = Buffer.from(bytes)
    pack.#end = bytes.length
    return pack
  }

  /** The elements, without header and end mark. */
  toBuffer(): Buffer {
    return this.#bytes.subarray(0, this.#end)
  }

  /** What Redis would say that it takes. */
  get byteLength(): number {
    return this.#end + OVERHEAD
  }

  /** Where the next element would go. */
  get end(): number {
    return this.#end
  }

  appendInteger(value: Int64): void {
    const length = integerLength(value)
    const at = this.#grow(this.#end, length + backLength(length))
    this.#writeInteger(at, value, length)
    this.#writeBack(at + length, length)
  }

  /** A text that is a number is kept as the number: reading it gives the same text again. */
  append(text: Bytes): void {
    const value = parseInt64(text)
    if (value !== undefined) return this.appendInteger(value)
    const head = text.length < 64 ? 1 : text.length < 4096 ? 2 : 5
    const length = head + text.length
    const at = this.#grow(this.#end, length + backLength(length))
    if (head === 1) this.#bytes[at] = 0x80 | text.length
    else if (head === 2) {
      this.#bytes[at] = 0xe0 | (text.length >>> 8)
      this.#bytes[at + 1] = text.length & 0xff
    } else {
      this.#bytes[at] = 0xf0
      this.#bytes.writeUInt32LE(text.length, at + 1)
    }
    // Below some twenty bytes a loop beats the call into the runtime.
    if (text.length < 20) for (let index = 0; index < text.length; index++) this.#bytes[at + head + index] = text.charCodeAt(index)
    else this.#bytes.write(text, at + head, 'latin1')
    this.#writeBack(at + length, length)
  }

  /** Puts a number in the place of another. What follows moves by the difference that is given back. */
  replaceInteger(at: number, value: Int64): number {
    const before = this.next(at) - at
    const length = integerLength(value)
    const after = length + backLength(length)
    if (after > before) this.#grow(at + before, after - before)
    else if (after < before) {
      this.#bytes.copyWithin(at + after, at + before, this.#end)
      this.#end -= before - after
    }
    this.#writeInteger(at, value, length)
    this.#writeBack(at + length, length)
    return after - before
  }

  integerAt(at: number): Int64 {
    const head = this.#byte(at)
    if (head < 0x80) return head
    if ((head & 0xe0) === 0xc0) return (((head & 0x1f) << 8) | this.#byte(at + 1)) - ((head & 0x10) === 0 ? 0 : 0x2000)
    if (head === 0xf1) return this.#bytes.readInt16LE(at + 1)
    if (head === 0xf2) return this.#bytes.readIntLE(at + 1, 3)
    if (head === 0xf3) return this.#bytes.readInt32LE(at + 1)
    if (head === 0xf4) return narrow(this.#bytes.readBigInt64LE(at + 1))
    throw new Error('there is a text where a number must be')
  }

  textAt(at: number): Bytes {
    const head = this.#byte(at)
    if ((head & 0xc0) === 0x80) return this.#bytes.toString('latin1', at + 1, at + 1 + (head & 0x3f))
    if ((head & 0xf0) === 0xe0) return this.#bytes.toString('latin1', at + 2, at + this.#lengthAt(at))
    if (head === 0xf0) return this.#bytes.toString('latin1', at + 5, at + this.#lengthAt(at))
    return String(this.integerAt(at))
  }

  holds(at: number, text: Bytes): boolean {
    const head = this.#byte(at)
    // Names of fields are short: compared in place, without making a string.
    if ((head & 0xc0) !== 0x80) return this.textAt(at) === text
    if ((head & 0x3f) !== text.length) return false
    for (let index = 0; index < text.length; index++) if (this.#byte(at + 1 + index) !== text.charCodeAt(index)) return false
    return true
  }

  /** The offset of the following element, or `end`. */
  next(at: number): number {
    const length = this.#lengthAt(at)
    return at + length + backLength(length)
  }

  /** The offset of the element before; there must be one. */
  previous(at: number): number {
    let length = 0
    let shift = 1
    for (let index = at - 1; ; index--, shift *= 128) {
      const byte = this.#byte(index)
      length += (byte & 0x7f) * shift
      if (byte < 0x80) return at - length - backLength(length)
    }
  }

  /** Gives memory back that was held for growth. */
  shrink(): void {
    if (this.#bytes.length === this.#end) return
    const exact = Buffer.allocUnsafeSlow(this.#end)
    this.#bytes.copy(exact, 0, 0, this.#end)
    this.#bytes = exact
  }

  #byte(at: number): number {
    return this.#bytes[at] as number
  }

  /** The bytes of an element without its back-length. */
  #lengthAt(at: number): number {
    const head = this.#byte(at)
    if (head < 0x80) return 1
    if (head < 0xc0) return 1 + (head & 0x3f)
    if (head < 0xe0) return 2
    if (head < 0xf0) return 2 + (((head & 0x0f) << 8) | this.#byte(at + 1))
    if (head === 0xf0) return 5 + this.#bytes.readUInt32LE(at + 1)
    return head === 0xf4 ? 9 : head - 0xf1 + 3
  }

  /** Makes room for so many bytes at an offset, moving what follows. */
  #grow(at: number, by: number): number {
    const end = this.#end + by
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, this.#end)
      this.#bytes = larger
    }
    if (at < this.#end) this.#bytes.copyWithin(at + by, at, this.#end)
    this.#end = end
    return at
  }

  #writeInteger(at: number, value: Int64, length: number): void {
    if (length === 9) {
      this.#bytes[at] = 0xf4
      this.#bytes.writeBigInt64LE(BigInt(value), at + 1)
      return
    }
    const small = Number(value)
    if (length === 1) this.#bytes[at] = small
    else if (length === 2) {
      this.#bytes[at] = 0xc0 | ((small >> 8) & 0x1f)
      this.#bytes[at + 1] = small & 0xff
    } else {
      this.#bytes[at] = 0xf1 + length - 3
      this.#bytes.writeIntLE(small, at + 1, length - 1)
    }
  }

  #writeBack(at: number, length: number): void {
    const size = backLength(length)
    let rest = length
    for (let index = size - 1; index >= 0; index--) {
      // Every byte but the first says that there is one more before it.
      this.#bytes[at + index] = (rest & 0x7f) | (index === 0 ? 0 : 0x80)
      rest = Math.floor(rest / 128)
    }
  }
}

/** 7 bits without a sign, or 13, 16, 24, 32, 64 with one; the first byte tells which. */
function integerLength(value: Int64): number {
  if (value >= 0 && value <= 127) return 1
  if (value >= -4096 && value <= 4095) return 2
  if (value >= -32_768 && value <= 32_767) return 3
  if (value >= -8_388_608 && value <= 8_388_607) return 4
  if (value >= -2_147_483_648 && value <= 2_147_483_647) return 5
  return 9
}

/** The bytes in which a length is written: seven bits in each. Redis leaves the largest number of each size unused. */
function backLength(length: number): number {
  if (length <= 127) return 1
  if (length < 16_383) return 2
  if (length < 2_097_151) return 3
  if (length < 268_435_455) return 4
  return 5
}
