import { matchGlob } from '../keyspace/match-glob'
import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'
import { after, argument, optional } from './argument-docs'
import { parseNumber, syntaxError, toWord } from './arguments'
import type { ArgumentDoc } from './command'
import { toCText } from './stream/c-text'

export interface ScanOptions {
  /** How much to look at, which is not how much is answered. */
  count: number
  matches: (text: Bytes) => boolean
  /** TYPE, in lower case. Only SCAN has it. */
  type: string | undefined
}

export const SCAN_ARGUMENTS: readonly ArgumentDoc[] = [argument('cursor', 'integer'), optional(after('MATCH', 'pattern', 'pattern')), optional(after('COUNT', 'count'))]

const DEFAULT_COUNT = 10

/** A lone star stands for everything; as a pattern it would leave out the empty name. */
export function toMatcher(pattern: Bytes): (text: Bytes) => boolean {
  return pattern === '*' ? () => true : (text) => matchGlob(pattern, text)
}

/** Redis reads it with C's strtoul: a sign may stand before it, and no digits at all are 0. */
export function parseCursor(text: Bytes): number {
  const digits = /^([+-]?)(\d+)$/.exec(toCText(text) === '' ? '0' : toCText(text))
  const value = digits === null ? undefined : BigInt(digits[2] ?? '0')
  if (value === undefined || value >= 2n ** 64n) throw new CommandError('ERR invalid cursor')
  return Number(BigInt.asUintN(64, digits?.[1] === '-' ? -value : value))
}

/** What follows the cursor. */
export function parseScanOptions(args: readonly Bytes[], from: number, mayHaveType = false): ScanOptions {
  const options: ScanOptions = { count: DEFAULT_COUNT, matches: () => true, type: undefined }
  for (let at = from; at < args.length; at += 2) {
    const option = toWord(args[at])
    const value = args[at + 1]
    if (option === 'COUNT' && value !== undefined) {
      options.count = parseNumber(value)
      if (options.count < 1) throw syntaxError()
    } else if (option === 'MATCH' && value !== undefined) options.matches = toMatcher(value)
    else if (option === 'TYPE' && value !== undefined && mayHaveType) options.type = value.toLowerCase()
    else throw syntaxError()
  }
  return options
}
