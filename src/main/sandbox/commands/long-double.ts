import type { Bytes } from '../protocol/bytes'

/**
 * A number as the `long double` of C on x86 has it: `mantissa` × 2^`exponent` with a mantissa of 64 bits. INCRBYFLOAT and
 * HINCRBYFLOAT of Redis count in these and answer with 17 digits after the point: a double would answer 0.1 + 0.2 with
 * 0.30000000000000004.
 */
export interface LongDouble {
  mantissa: bigint
  exponent: number
}

export const LONG_DOUBLE_ZERO: LongDouble = { mantissa: 0n, exponent: 0 }

const MANTISSA_BITS = 64
/** Nothing at or above 2^16384 is a number, nothing below 2^-16445 is more than zero. */
const TOO_LARGE = 16_384
const TOO_SMALL = -16_445
/** The same in decimal digits, with room: what is beyond is not even computed. */
const FURTHEST_DIGIT = 5_000
const LONGEST_TEXT = 5 * 1024

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i
const HEXADECIMAL = /^([+-]?)0x([\da-f]*)(?:\.([\da-f]*))?(?:p([+-]?\d+))?$/i
const INFINITE = /^[+-]?inf(?:inity)?$/i

/** Reads what C's strtold reads, as a whole: decimal, hexadecimal, `inf`. Undefined for anything else and for what is out of range. */
export function parseLongDouble(text: Bytes): LongDouble | 'infinite' | undefined {
  if (text.length >= LONGEST_TEXT) return undefined
  if (INFINITE.test(text)) return 'infinite'
  const hexadecimal = HEXADECIMAL.exec(text)
  const [, sign, whole = '', fraction = '', power = '0'] = hexadecimal ?? DECIMAL.exec(text) ?? []
  const digits = whole + fraction
  if (digits === '') return undefined
  const value = hexadecimal === null ? fromDecimal(digits, Number(power) - fraction.length) : fromHexadecimal(digits, Number(power) - 4 * fraction.length)
  return value === undefined || sign !== '-' ? value : { ...value, mantissa: -value.mantissa }
}

/** Undefined when the sum is infinite. */
export function addLongDoubles(a: LongDouble, b: LongDouble): LongDouble | undefined {
  const exponent = Math.min(a.exponent, b.exponent)
  const sum = (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent))
  return round(sum, 1n, exponent)
}

/** As printf's %.17Lf, without the zeros at the end. */
export function formatLongDouble({ mantissa, exponent }: LongDouble): Bytes {
  const scaled = mantissa * 10n ** 17n
  const rounded = exponent >= 0 ? scaled << BigInt(exponent) : divideToNearest(scaled, 1n << BigInt(-exponent))
  const digits = abs(rounded).toString().padStart(18, '0')
  const text = `${digits.slice(0, -17)}.${digits.slice(-17)}`.replace(/\.?0+$/, '')
  return rounded < 0n ? `-${text}` : text
}

function fromDecimal(digits: string, power: number): LongDouble | undefined {
  const mantissa = BigInt(digits)
  if (mantissa === 0n) return LONG_DOUBLE_ZERO
  const magnitude = mantissa.toString().length + power
  if (Math.abs(magnitude) > FURTHEST_DIGIT) return undefined
  return power >= 0 ? round(mantissa * 10n ** BigInt(power), 1n, 0) : round(mantissa, 10n ** BigInt(-power), 0)
}

function fromHexadecimal(digits: string, power: number): LongDouble | undefined {
  const mantissa = BigInt(`0x${digits}`)
  if (mantissa === 0n) return LONG_DOUBLE_ZERO
  return Math.abs(bitLength(mantissa) + power) > 4 * FURTHEST_DIGIT ? undefined : round(mantissa, 1n, power)
}

/** The nearest number to dividend / divisor × 2^exponent; undefined when that is too large, or too small to be told from zero. */
function round(dividend: bigint, divisor: bigint, exponent: number): LongDouble | undefined {
  if (dividend === 0n) return LONG_DOUBLE_ZERO
  // This shift leaves 64 bits or 65 of the quotient; one more is needed in the second case.
  let shift = bitLength(dividend) - bitLength(divisor) - MANTISSA_BITS
  if (bitLength(divideShifted(dividend, divisor, shift)) > MANTISSA_BITS) shift += 1
  const mantissa = divideShifted(dividend, divisor, shift, divideToNearest)
  const top = bitLength(mantissa) + shift + exponent
  return top > TOO_LARGE || top <= TOO_SMALL ? undefined : { mantissa, exponent: shift + exponent }
}

function divideShifted(dividend: bigint, divisor: bigint, shift: number, divide = (a: bigint, b: bigint): bigint => a / b): bigint {
  return shift >= 0 ? divide(dividend, divisor << BigInt(shift)) : divide(dividend << BigInt(-shift), divisor)
}

/** Halves go to the even neighbour, as in IEEE 754. */
function divideToNearest(dividend: bigint, divisor: bigint): bigint {
  const quotient = abs(dividend) / divisor
  const twice = (abs(dividend) % divisor) * 2n
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n)
  const nearest = up ? quotient + 1n : quotient
  return dividend < 0n ? -nearest : nearest
}

function bitLength(value: bigint): number {
  return abs(value).toString(2).length
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value
}
