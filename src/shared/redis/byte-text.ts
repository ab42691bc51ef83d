/**
 * Bytes from Redis as a JavaScript string, without loss.
 *
 * Keys, group names, consumer names, field names and values are all byte strings in Redis and need not be UTF-8.
 * Valid UTF-8 becomes its text; every byte that is not part of valid UTF-8 becomes the lone surrogate U+DC00 + byte.
 * Valid UTF-8 never yields a lone surrogate, so the mapping is injective and two different byte strings are never
 * the same ByteText. It survives JSON, which writes lone surrogates as \udcXX escapes.
 */
export type ByteText = string

const ESCAPE_BASE = 0xdc00
const SURROGATE = /[\ud800-\udfff]/

/** The length of the valid UTF-8 sequence at `at`, or 0. Rejects overlong forms, surrogates and values past U+10FFFF. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
  if (length === 0 || at + length > bytes.length) return 0
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1] ?? 0
  if (lead === 0xe0 && second < 0xa0) return 0
  if (lead === 0xed && second > 0x9f) return 0
  if (lead === 0xf0 && second < 0x90) return 0
  if (lead === 0xf4 && second > 0x8f) return 0
  return length
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at] ?? 0
  if (length === 1) return lead
  let value = lead & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) value = (value << 6) | ((bytes[at + i] ?? 0) & 0x3f)
  return value
}

/** Bytes to text. For long valid UTF-8 a host may use its native decoder; the result is the same. */
export function bytesToText(bytes: Uint8Array): ByteText {
  const parts: string[] = []
  let units: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length === 0) {
      units.push(ESCAPE_BASE + (bytes[at] ?? 0))
      at += 1
    } else {
      const point = codePoint(bytes, at, length)
      if (point > 0xffff) units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff))
      else units.push(point)
      at += length
    }
    if (units.length > 4096) {
      parts.push(String.fromCharCode(...units))
      units = []
    }
  }
  parts.push(String.fromCharCode(...units))
  return parts.join('')
}

/**
 * Text to bytes, the inverse of bytesToText. A lone surrogate that is no escaped byte (a person can paste one) has no
 * bytes of its own and becomes U+FFFD, as every UTF-8 encoder does it.
 */
export function textToBytes(text: ByteText): Uint8Array<ArrayBuffer> {
  const out: number[] = []
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) out.push(unit)
    else if (unit < 0x800) out.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f))
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(at + 1))) {
      const point = 0x10000 + ((unit - 0xd800) << 10) + (text.charCodeAt(++at) - 0xdc00)
      out.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
    } else if (isEscapedByte(unit)) out.push(unit - ESCAPE_BASE)
    else {
      const safe = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit
      out.push(0xe0 | (safe >> 12), 0x80 | ((safe >> 6) & 0x3f), 0x80 | (safe & 0x3f))
    }
  }
  return Uint8Array.from(out)
}

/** The length of textToBytes without making the bytes. */
export function countBytes(text: ByteText): number {
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80 || isEscapedByte(unit)) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(at + 1))) {
      bytes += 4
      at++
    } else bytes += 3
  }
  return bytes
}

/** True when the text stands for bytes that are not valid UTF-8. */
export function holdsBinary(text: ByteText): boolean {
  // Almost all text has no surrogate at all, and a regular expression sees that ten times faster than a loop.
  if (!SURROGATE.test(text)) return false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(at + 1))) at++
    else if (isEscapedByte(unit)) return true
  }
  return false
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

function isEscapedByte(unit: number): boolean {
  return unit >= ESCAPE_BASE + 0x80 && unit <= ESCAPE_BASE + 0xff
}
