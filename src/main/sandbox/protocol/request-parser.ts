import { constants } from 'node:buffer'
import type { Bytes } from './bytes'
import { splitInlineWords } from './inline-words'

/** What a client sent is no request: it hears why and is cut off. `message` has no code before it. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

export interface RequestLimits {
  /** The longest argument, `proto-max-bulk-len`. */
  bulk: number
  /** True before AUTH: a stranger may not make the server set memory aside. */
  stranger: boolean
}

/** Redis's own: an inline request, or the line with a length, may not be longer. */
const LONGEST_LINE = 64 * 1024
const MOST_ARGUMENTS = 2 ** 31 - 1
const STRANGER = { arguments: 10, bulk: 16_384 }

/** No string of V8 is longer, some bytes below 512 MB in Node 18. */
const LONGEST_STRING = constants.MAX_STRING_LENGTH

const STAR = 0x2a
const DOLLAR = 0x24
const MINUS = 0x2d

/**
 * Makes requests of bytes as they come, however they are cut: arrays of bulk strings, or plain lines. `feed` takes what
 * arrived, `next` gives one request after the other until it needs more. It never looks at a byte twice while it waits
 * for the rest of a long argument, and copies only what is left over from one feeding to the next.
 */
export class RequestParser {
  #buffer: Buffer = Buffer.alloc(0)
  #at = 0
  /** Chunks that wait for the end of a long argument. */
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** `next` gives nothing before so many bytes are there. */
  #needed = 0
  /** Of the request that is being read: arguments still to come, and those that are here. */
  #expected = 0
  #arguments: Bytes[] = []
  #bulkLength = -1

  constructor(private readonly limits: () => RequestLimits) {}

  /** Bytes that are held and not yet part of a request. */
  get buffered(): number {
    return this.#buffer.length - this.#at + this.#waitingBytes
  }

  feed(chunk: Buffer): void {
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.length
  }

  /** The next request; undefined when more bytes are needed. An empty line gives none and costs nothing. Throws ProtocolError. */
  next(): Bytes[] | undefined {
    const request = this.#read()
    // Only when what is here does not do is the rest put behind it: many small requests are copied once.
    return request === undefined && this.#takeIn() ? this.#read() : request
  }

  #read(): Bytes[] | undefined {
    for (;;) {
      if (this.#expected > 0) return this.#readArguments()
      if (this.#at >= this.#buffer.length) return undefined
      if (this.#buffer[this.#at] === STAR) {
        const count = this.#readLength('mbulk count', 'multibulk length', MOST_ARGUMENTS)
        if (count === undefined) return undefined
        if (this.limits().stranger && count > STRANGER.arguments) throw new ProtocolError('unauthenticated multibulk length')
        this.#arguments = []
        // A request of none is no request: Redis goes on with the next.
        this.#expected = Math.max(0, count)
      } else {
        const words = this.#readInline()
        if (words === undefined || words.length > 0) return words
      }
    }
  }

  /** Whether there is more to read from now. */
  #takeIn(): boolean {
    if (this.#waitingBytes === 0 || this.buffered < this.#needed) return false
    const left = this.#buffer.length - this.#at
    this.#buffer = left === 0 && this.#waiting.length === 1 ? (this.#waiting[0] as Buffer) : Buffer.concat([this.#buffer.subarray(this.#at), ...this.#waiting])
    this.#at = 0
    this.#waiting = []
    this.#waitingBytes = 0
    this.#needed = 0
    return true
  }

  #readArguments(): Bytes[] | undefined {
    while (this.#expected > 0) {
      if (this.#bulkLength === -1) {
        if (this.#at >= this.#buffer.length) return undefined
        const first = this.#buffer[this.#at] as number
        if (first !== DOLLAR) throw new ProtocolError(`expected '$', got '${String.fromCharCode(first)}'`)
        const { bulk, stranger } = this.limits()
        const length = this.#readLength('bulk count', 'bulk length', Math.min(bulk, LONGEST_STRING))
        if (length === undefined) return undefined
        if (length < 0) throw new ProtocolError('invalid bulk length')
        if (stranger && length > STRANGER.bulk) throw new ProtocolError('unauthenticated bulk length')
        this.#bulkLength = length
      }
      const end = this.#at + this.#bulkLength
      if (this.#buffer.length < end + 2) {
        this.#needed = this.#bulkLength + 2
        return undefined
      }
      this.#arguments.push(this.#buffer.toString('latin1', this.#at, end))
      // The two bytes behind it are not looked at, as in Redis.
      this.#at = end + 2
      this.#bulkLength = -1
      this.#expected -= 1
    }
    const request = this.#arguments
    this.#arguments = []
    return request
  }

  /** The number behind the first byte of a line; undefined when the line is not all here. */
  #readLength(what: string, name: string, most: number): number | undefined {
    const end = this.#buffer.indexOf(0x0d, this.#at)
    if (end === -1 || end + 1 >= this.#buffer.length) {
      if (this.#buffer.length - this.#at > LONGEST_LINE) throw new ProtocolError(`too big ${what} string`)
      return undefined
    }
    let at = this.#at + 1
    const negative = this.#buffer[at] === MINUS
    if (negative) at += 1
    const digits = end - at
    let value = 0
    for (let index = at; index < end; index++) {
      const digit = (this.#buffer[index] as number) - 0x30
      if (digit < 0 || digit > 9) throw new ProtocolError(`invalid ${name}`)
      value = value * 10 + digit
    }
    // Redis reads numbers strictly: none without digits, with a leading zero or beyond 64 bits.
    const leading = digits > 1 && this.#buffer[at] === 0x30
    if (digits === 0 || leading || (negative && value === 0) || value > most) throw new ProtocolError(`invalid ${name}`)
    this.#at = end + 2
    return negative ? -value : value
  }

  #readInline(): Bytes[] | undefined {
    const end = this.#buffer.indexOf(0x0a, this.#at)
    if (end === -1) {
      if (this.#buffer.length - this.#at > LONGEST_LINE) throw new ProtocolError('too big inline request')
      return undefined
    }
    const cut = end > this.#at && this.#buffer[end - 1] === 0x0d ? end - 1 : end
    const words = splitInlineWords(this.#buffer.toString('latin1', this.#at, cut))
    if (words === undefined) throw new ProtocolError('unbalanced quotes in request')
    this.#at = end + 1
    return words
  }
}
