import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'
import { parseNumber, syntaxError, toWord } from './arguments'

export interface ScanOptions {
  cursor: bigint
  pattern: Bytes | undefined
  count: number
  type: Bytes | undefined
}

/** SCAN and its like: a cursor at `at`, then MATCH, COUNT and, where there are keys, TYPE. */
export function parseScan(args: readonly Bytes[], at: number, typed = false): ScanOptions {
  const text = args[at] ?? ''
  if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n) throw new CommandError('ERR invalid cursor')
  const options: ScanOptions = { cursor: BigInt(text), pattern: undefined, count: 10, type: undefined }
  for (let next = at + 1; next < args.length; next += 2) {
    const value = args[next + 1]
    const word = toWord(args[next])
    if (value === undefined) throw syntaxError()
    if (word === 'MATCH') options.pattern = value
    else if (word === 'COUNT') {
      options.count = parseNumber(value)
      if (options.count < 1) throw syntaxError()
    } else if (word === 'TYPE' && typed) options.type = value.toLowerCase()
    else throw syntaxError()
  }
  return options
}
