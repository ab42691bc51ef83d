import type { Client } from '../clients/client'
import type { Bytes } from '../protocol/bytes'

export interface SlowCall {
  id: number
  /** Seconds since 1970. */
  at: number
  /** Microseconds. */
  time: number
  args: Bytes[]
  address: string
  name: Bytes
}

/** Redis keeps of a slow command this many words, and of each this many bytes. */
const WORDS = 32
const WORD_LENGTH = 128

function shorten(args: readonly Bytes[]): Bytes[] {
  const kept = args.length > WORDS ? WORDS - 1 : args.length
  const words = args.slice(0, kept).map((word) => (word.length > WORD_LENGTH ? `${word.slice(0, WORD_LENGTH)}... (${word.length - WORD_LENGTH} more bytes)` : word))
  return args.length > WORDS ? [...words, `... (${args.length - kept} more arguments)`] : words
}

/** Calls that took longer than `slowlog-log-slower-than`, newest first. */
export class SlowLog {
  #calls: SlowCall[] = []
  #nextId = 0

  note(client: Client, args: readonly Bytes[], at: number, time: number, most: number): void {
    this.#calls.unshift({ id: this.#nextId, at: Math.floor(at / 1000), time, args: shorten(args), address: client.address, name: client.name })
    this.#nextId += 1
    this.#calls.length = Math.min(this.#calls.length, most)
  }

  get length(): number {
    return this.#calls.length
  }

  newest(count: number): readonly SlowCall[] {
    return count < 0 ? this.#calls : this.#calls.slice(0, count)
  }

  reset(): void {
    this.#calls = []
  }
}
