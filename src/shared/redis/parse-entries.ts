import { bytesToText } from './byte-text'
import { PREVIEW, type Entry, type EntryField } from './entry'
import type { EntryId } from './entry-id'
import { parseList, parsed, unreadable, type Parsed } from './parsed'
import { replyId, type DecodeText } from './reply-value'

/** How much of each entry is decoded; the rest is only counted. */
export interface EntryLimits {
  valueBytes: number
  fields: number
}

export const WHOLE: EntryLimits = { valueBytes: Number.MAX_SAFE_INTEGER, fields: Number.MAX_SAFE_INTEGER }

/**
 * The first bytes of a value, not cut inside a UTF-8 character: a half character would decode to escaped bytes and
 * make plain text look binary.
 */
function cutValue(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= limit) return bytes
  let end = limit
  while (end > 0 && limit - end < 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.subarray(0, ((bytes[end] ?? 0) & 0xc0) === 0x80 ? limit : end)
}

/** One entry as XRANGE answers it. Nil fields (an entry that is gone, in XREADGROUP history) are no entry. */
export function parseEntry(reply: unknown, limits: EntryLimits = PREVIEW, decode: DecodeText = bytesToText): Parsed<Entry> {
  if (!Array.isArray(reply)) return unreadable('an entry is not a list')
  const id = replyId(reply[0])
  const flat: unknown = reply[1]
  if (id === undefined) return unreadable('an entry has no id')
  if (!Array.isArray(flat) || flat.length % 2 !== 0) return unreadable(`entry ${id} has no list of fields`)
  const fields: EntryField[] = []
  const fieldCount = flat.length / 2
  let bytes = 0
  let cut = fieldCount > limits.fields
  for (let at = 0; at < flat.length; at += 2) {
    const name: unknown = flat[at]
    const value: unknown = flat[at + 1]
    if (!(name instanceof Uint8Array) || !(value instanceof Uint8Array)) return unreadable(`entry ${id} has a field that is no string`)
    bytes += name.length + value.length
    if (fields.length >= limits.fields) continue
    const shownName = cutValue(name, limits.valueBytes)
    const shownValue = cutValue(value, limits.valueBytes)
    cut ||= shownName.length < name.length || shownValue.length < value.length
    fields.push({ name: decode(shownName), value: decode(shownValue), valueBytes: value.length })
  }
  return parsed({ id, fields, fieldCount, bytes, cut })
}

export function parseEntries(reply: unknown, limits: EntryLimits = PREVIEW, decode: DecodeText = bytesToText): Parsed<Entry[]> {
  return parseList('entries', reply, (item) => parseEntry(item, limits, decode))
}

/** Ids and payload sizes of entries, without decoding any payload. */
export function parseEntrySizes(reply: unknown): Parsed<{ id: EntryId; bytes: number }[]> {
  return parseList('entries', reply, (item) => {
    const id = Array.isArray(item) ? replyId(item[0]) : undefined
    if (id === undefined) return unreadable('an entry has no id')
    let bytes = 0
    const flat: unknown = Array.isArray(item) ? item[1] : undefined
    if (Array.isArray(flat)) for (const part of flat as unknown[]) if (part instanceof Uint8Array) bytes += part.length
    return parsed({ id, bytes })
  })
}
