import type { Bytes } from './bytes'

/**
 * A whole number of 64 bits: a plain number wherever that is exact, else a bigint. Counters of Redis go up to 2^63 - 1 and
 * can be set that high (RETRYCOUNT, ENTRIESADDED), yet hardly any ever is: the common case costs nothing.
 */
export type Int64 = number | bigint

export const INT64_MAX = 2n ** 63n - 1n

const ZERO = 48

/**
 * Reads a number as Redis does wherever it expects one (its string2ll): decimal, no sign but a minus, no leading zeros, no
 * spaces, 64 bits. Undefined for anything else.
 */
export function parseInt64(text: Bytes): Int64 | undefined {
  const { length } = text
  if (length === 0 || length > 20) return undefined
  const negative = text.charCodeAt(0) === 45
  let at = negative ? 1 : 0
  const first = text.charCodeAt(at)
  if (!(first > ZERO && first <= ZERO + 9)) return text === '0' ? 0 : undefined
  let value = 0
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  if (value <= Number.MAX_SAFE_INTEGER) return negative ? -value : value
  const exact = BigInt(text)
  return BigInt.asIntN(64, exact) === exact ? exact : undefined
}

/** The sum, in two's complement as the C of Redis has it. */
export function addInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return narrow(BigInt.asIntN(64, BigInt(a) + BigInt(b)))
}

/** A plain number where that is exact. */
export function narrow(value: bigint): Int64 {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}
