import { bytesToText, type ByteText } from './byte-text'
import { parseCount, type Count } from './count'
import { toEntryId, type EntryId } from './entry-id'

/** Bytes to text. A host passes its native decoder; the result must be that of bytesToText. */
export type DecodeText = (bytes: Uint8Array) => ByteText

const CANONICAL_ID = /^(?:0|[1-9]\d{0,19})-(?:0|[1-9]\d{0,19})$/

/** A string reply as text; undefined for nil and for anything that is no string. */
export function replyText(value: unknown, decode: DecodeText = bytesToText): ByteText | undefined {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? decode(value) : undefined
}

/** A string reply as an entry id in the form that Redis writes; undefined for anything else. */
export function replyId(value: unknown, decode: DecodeText = bytesToText): EntryId | undefined {
  const text = replyText(value, decode)
  return text !== undefined && CANONICAL_ID.test(text) ? toEntryId(text) : undefined
}

/** An integer reply, or a string that holds one: XPENDING's per-consumer counts are strings. */
export function replyCount(value: unknown): Count | undefined {
  return parseCount(value instanceof Uint8Array ? replyText(value) : value)
}

/** An integer reply that must fit a number: sizes and milliseconds. */
export function replyNumber(value: unknown): number | undefined {
  const count = replyCount(value)
  return typeof count === 'number' ? count : undefined
}
