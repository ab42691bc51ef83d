import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'
import { addLongDoubles, formatLongDouble, LONG_DOUBLE_ZERO, parseLongDouble, type LongDouble } from './long-double'

/** A number for INCRBYFLOAT or HINCRBYFLOAT; no text at all is 0. */
export function parseFloatNumber(text: Bytes | undefined, message = 'ERR value is not a valid float'): LongDouble | 'infinite' {
  const value = text === undefined ? LONG_DOUBLE_ZERO : parseLongDouble(text)
  if (value === undefined) throw new CommandError(message)
  return value
}

/** The sum as Redis writes it. */
export function addFloats(value: LongDouble | 'infinite', by: LongDouble | 'infinite'): Bytes {
  const sum = value === 'infinite' || by === 'infinite' ? undefined : addLongDoubles(value, by)
  if (sum === undefined) throw new CommandError('ERR increment would produce NaN or Infinity')
  return formatLongDouble(sum)
}
