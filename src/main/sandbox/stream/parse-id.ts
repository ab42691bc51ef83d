import { narrow, parseInt64, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'
import { FIRST_ID, idAfter, idBefore, LAST_ID, makeId, type StreamId } from './stream-id'

const INVALID = 'ERR Invalid stream ID specified as stream command argument'

const LAST_PART = 2n ** 64n - 1n

/** Longer texts are refused unread. */
const LONGEST = 127

/** The two halves of an id in text. `sequence` is undefined when there is none, `*` when it is to be chosen (`5-*`, 7.0). */
interface Parts {
  ms: Int64
  sequence: Int64 | '*' | undefined
}

function parseParts(text: Bytes): Parts | undefined {
  if (text.length > LONGEST) return undefined
  // Redis reads it as a string of C: a zero byte ends it.
  const nul = text.indexOf('\0')
  const read = nul === -1 ? text : text.slice(0, nul)
  const dash = read.indexOf('-')
  const ms = parseUnsigned(dash === -1 ? read : read.slice(0, dash))
  if (ms === undefined) return undefined
  if (dash === -1) return { ms, sequence: undefined }
  const rest = read.slice(dash + 1)
  const sequence = rest === '*' ? rest : parseUnsigned(rest)
  return sequence === undefined ? undefined : { ms, sequence }
}

/**
 * A number of 64 bits without a sign. What is no plain number goes through C's strtoull, so ids may have leading zeros,
 * spaces or a plus; and a minus where the plain form does not take it (`-07`), which wraps.
 */
function parseUnsigned(text: Bytes): Int64 | undefined {
  const plain = parseInt64(text)
  if (plain !== undefined) return plain < 0 ? undefined : plain
  const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)(\d+)$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const value = BigInt(digits)
  if (value > LAST_PART) return undefined
  return narrow(sign === '-' ? BigInt.asUintN(64, -value) : value)
}

/** An id that names one entry; `-` and `+` are none. A missing sequence is 0. */
export function parseId(text: Bytes): StreamId {
  return tryParseId(text) ?? fail(INVALID)
}

/** The same, but `-` and `+` are the first and the last id of all. */
export function parseIdOrEnd(text: Bytes): StreamId {
  return parseBound(text, 0)
}

export function tryParseId(text: Bytes): StreamId | undefined {
  return toId(parseParts(text), 0)
}

function toId(parts: Parts | undefined, missing: Int64): StreamId | undefined {
  if (parts === undefined || parts.sequence === '*') return undefined
  return makeId(parts.ms, parts.sequence ?? missing)
}

/** The id of XADD: a whole one, or its milliseconds when the sequence is to be chosen. */
export function parseNewId(text: Bytes): { id: StreamId } | { ms: Int64 } {
  const parts = parseParts(text) ?? fail(INVALID)
  return parts.sequence === '*' ? { ms: parts.ms } : { id: makeId(parts.ms, parts.sequence ?? 0) }
}

/** Where a range begins: `-`, `+`, an id, or `(` and an id that is itself left out (6.2). */
export function parseRangeStart(text: Bytes): StreamId {
  if (isExclusive(text)) return idAfter(parseId(text.slice(1))) ?? fail('ERR invalid start ID for the interval')
  return parseBound(text, 0)
}

/** Where it ends: without a sequence it takes in the whole millisecond. */
export function parseRangeEnd(text: Bytes): StreamId {
  if (isExclusive(text)) {
    const id = toId(parseParts(text.slice(1)), LAST_PART) ?? fail(INVALID)
    return idBefore(id) ?? fail('ERR invalid end ID for the interval')
  }
  return parseBound(text, LAST_PART)
}

function isExclusive(text: Bytes): boolean {
  return text.length > 1 && text.startsWith('(')
}

function parseBound(text: Bytes, missing: Int64): StreamId {
  if (text === '-') return FIRST_ID
  if (text === '+') return LAST_ID
  return toId(parseParts(text), missing) ?? fail(INVALID)
}

function fail(message: string): never {
  throw new CommandError(message)
}
