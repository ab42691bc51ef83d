import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { after, argument, KEY, optional } from '../argument-docs'
import { parseCount, parseNumber, parseSignedCount, syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToRead } from '../value-access'

export const lpos: Command = {
  name: 'lpos', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run,
  doc: {
    summary: 'Answers with the number of an element, or with the numbers of many that are equal.', since: '6.0.6', group: 'list', complexity: 'O(N) in the length of the list',
    arguments: [KEY, argument('element'), optional(after('RANK', 'rank')), optional(after('COUNT', 'num-matches')), optional(after('MAXLEN', 'len'))]
  }
}

/** As a rank it does not become positive in 7.0: any match comes late enough then. */
const LEAST = -(2 ** 63)

interface PositionOptions {
  /** 1 begins with the first match, 2 with the second; negative ones count from the tail. */
  rank: number
  /** How many matches, 0 for all; undefined for one, which is then answered alone. */
  count: number | undefined
  /** How many elements are compared, 0 for all. */
  maxLength: number
}

function run(call: Call): Reply {
  const { rank, count, maxLength } = parseOptions(call)
  const items = findToRead(call, call.args[1] as Bytes, 'list')?.items
  const steps = Math.min(items?.length ?? 0, maxLength === 0 ? Infinity : maxLength)
  const most = count === 0 ? Infinity : (count ?? 1)
  const found: number[] = []
  let toSkip = rank === LEAST ? 0 : Math.abs(rank) - 1
  for (let step = 0; items !== undefined && step < steps && found.length < most; step++) {
    const index = rank > 0 ? step : items.length - 1 - step
    if (items.at(index) !== call.args[2]) continue
    if (toSkip > 0) toSkip -= 1
    else found.push(index)
  }
  return count === undefined ? (found[0] ?? null) : found
}

function parseOptions({ args, engine }: Call): PositionOptions {
  const options: PositionOptions = { rank: 1, count: undefined, maxLength: 0 }
  for (let at = 3; at < args.length; at += 2) {
    const option = toWord(args[at])
    const value = args[at + 1]
    if (value === undefined) throw syntaxError()
    if (option === 'RANK') {
      // Refused since 7.2, like every number without a positive counterpart.
      options.rank = engine.capabilities.inactive ? parseSignedCount(value) : parseNumber(value)
      if (options.rank === 0) throw new CommandError("ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list")
    } else if (option === 'COUNT') options.count = parseCount(value, "ERR COUNT can't be negative")
    else if (option === 'MAXLEN') options.maxLength = parseCount(value, "ERR MAXLEN can't be negative")
    else throw syntaxError()
  }
  return options
}
