import { INT64_MAX, parseInt64, type Int64 } from '../protocol/int64'
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

/** Where Redis reads an int of C: numbers of databases. */
export const INT32 = { least: -(2n ** 31n), most: 2n ** 31n - 1n }

/** As parseInteger, within bounds; another error says when it is outside. */
export function parseWithin(text: Bytes | undefined, least: bigint, most: bigint): number {
  const value = parseInteger(text)
  if (value < least || value > most) throw new CommandError(`ERR value is out of range, value must between ${least} and ${most}`)
  return Number(value)
}

/** A number from 0 on; one error for everything else. */
export function parseCount(text: Bytes | undefined, message = 'ERR value is out of range, must be positive'): number {
  const count = parseNumber(text, message)
  if (count < 0) throw new CommandError(message)
  return count
}

/** A number that tells by its sign how it is meant: it must have a positive counterpart, so -2^63 is none. */
export function parseSignedCount(text: Bytes | undefined): number {
  return parseWithin(text, -INT64_MAX, INT64_MAX)
}

/** What the server says before a command runs; some commands find out only by themselves. */
export function arityError(name: string): CommandError {
  return new CommandError(`ERR wrong number of arguments for '${name}' command`)
}

/** What a subcommand says of words that it cannot make sense of. */
export function subcommandError([container, subcommand = '']: readonly Bytes[]): CommandError {
  return new CommandError(`ERR unknown subcommand or wrong number of arguments for '${subcommand}'. Try ${toWord(container)} HELP.`)
}

export function syntaxError(): CommandError {
  return new CommandError('ERR syntax error')
}

/** An option word in capitals: Redis compares them without case. */
export function toWord(text: Bytes | undefined): string {
  return (text ?? '').toUpperCase()
}
