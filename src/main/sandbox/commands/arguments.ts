import { parseInt64, type Int64 } from '../protocol/int64'
import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'

const NOT_AN_INTEGER = 'ERR value is not an integer or out of range'

/** A number of 64 bits, exactly. Throws with Redis's words, or with those given. */
export function parseInteger(text: Bytes | undefined, message = NOT_AN_INTEGER): Int64 {
  const value = text === undefined ? undefined : parseInt64(text)
  if (value === undefined) throw new CommandError(message)
  return value
}

/** As parseInteger, for numbers that count something here: beyond 2^53 there is no telling them apart, nor any need to. */
export function parseNumber(text: Bytes | undefined, message = NOT_AN_INTEGER): number {
  return Number(parseInteger(text, message))
}

export function syntaxError(): CommandError {
  return new CommandError('ERR syntax error')
}

/** An option word in capitals: Redis compares them without case. */
export function toWord(text: Bytes | undefined): string {
  return (text ?? '').toUpperCase()
}
