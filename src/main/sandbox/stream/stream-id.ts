import type { Bytes } from '../protocol/bytes'

/**
 * An entry id as the sixteen bytes under which Redis keeps it: milliseconds and sequence, each 64 bits, most significant
 * first. The order of such strings is the order of ids, and one can be a key.
 */
export type StreamId = string

const LIMIT = 2n ** 64n
const WORD = 0x1_0000_0000

function encodeWord(value: number): string {
  return String.fromCharCode((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
}

function encodePart(value: bigint | number): string {
  if (typeof value === 'number') return encodeWord(Math.floor(value / WORD)) + encodeWord(value % WORD)
  return encodeWord(Number(value >> 32n)) + encodeWord(Number(value & 0xffff_ffffn))
}

function decodeWord(id: StreamId, at: number): number {
  return id.charCodeAt(at) * 0x100_0000 + ((id.charCodeAt(at + 1) << 16) | (id.charCodeAt(at + 2) << 8) | id.charCodeAt(at + 3))
}

function decodePart(id: StreamId, at: number): bigint | number {
  const high = decodeWord(id, at)
  const low = decodeWord(id, at + 4)
  return high < 0x20_0000 ? high * WORD + low : (BigInt(high) << 32n) | BigInt(low)
}

/** Both parts must be whole, not negative, and below 2^64. */
export function makeId(ms: bigint | number, sequence: bigint | number): StreamId {
  return encodePart(ms) + encodePart(sequence)
}

/** A number where it is exact, else a bigint. */
export function msOf(id: StreamId): bigint | number {
  return decodePart(id, 0)
}

export function sequenceOf(id: StreamId): bigint | number {
  return decodePart(id, 8)
}

export function formatId(id: StreamId): Bytes {
  return `${decodePart(id, 0)}-${decodePart(id, 8)}`
}

export const FIRST_ID: StreamId = '\0'.repeat(16)
export const LAST_ID: StreamId = '\xff'.repeat(16)

/** The next id, or undefined after the last. */
export function idAfter(id: StreamId): StreamId | undefined {
  return step(id, 1n)
}

/** The id before, or undefined before the first. */
export function idBefore(id: StreamId): StreamId | undefined {
  return step(id, -1n)
}

function step(id: StreamId, by: bigint): StreamId | undefined {
  const value = BigInt(decodePart(id, 0)) * LIMIT + BigInt(decodePart(id, 8)) + by
  if (value < 0n || value >= LIMIT * LIMIT) return undefined
  return makeId(value / LIMIT, value % LIMIT)
}
