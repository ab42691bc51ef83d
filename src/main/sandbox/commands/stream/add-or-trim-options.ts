import type { Bytes } from '../../protocol/bytes'
import type { Int64 } from '../../protocol/int64'
import { CommandError } from '../../protocol/reply'
import { parseId, parseNewId } from '../../stream/parse-id'
import type { StreamId } from '../../stream/stream-id'
import type { Trim } from '../../stream/trim'
import type { Call } from '../command'
import { parseInteger } from './parse-integer'

/** What XADD and XTRIM share, and what only XADD takes. */
export interface AddOrTrimOptions {
  trim: Trim | undefined
  /** NOMKSTREAM: no stream is made. */
  onlyExisting: boolean
  /** The id of XADD; `auto` for `*`. */
  id: { kind: 'auto' } | { kind: 'auto-sequence'; ms: Int64 } | { kind: 'given'; id: StreamId }
  /** Where the fields begin. */
  next: number
}

/** Without LIMIT, `~` looks at a hundred nodes at most, so that one XADD cannot take for ever (6.2). */
function defaultLimit(maxEntries: number): number {
  const limit = 100 * maxEntries
  return limit <= 0 ? 10_000 : Math.min(limit, 1_000_000)
}

/** Reads options up to the id of XADD, or to the end of XTRIM. The order of checks is Redis's: the first thing wrong is told. */
export function parseAddOrTrimOptions(call: Call, command: 'xadd' | 'xtrim'): AddOrTrimOptions {
  const { args } = call
  const adds = command === 'xadd'
  const options: AddOrTrimOptions = { trim: undefined, onlyExisting: false, id: { kind: 'auto' }, next: args.length }
  let limit: number | undefined
  let at = 2
  for (; at < args.length; at++) {
    const word = args[at] as Bytes
    const value = args[at + 1]
    if (adds && word === '*') break
    const option = word.toLowerCase()
    if ((option === 'maxlen' || option === 'minid') && value !== undefined) {
      at = parseTrim(options, option, args, at)
    } else if (option === 'limit' && value !== undefined) {
      limit = Number(parseInteger(value))
      if (limit < 0) throw new CommandError('ERR The LIMIT argument must be >= 0.')
      at += 1
    } else if (adds && option === 'nomkstream') {
      options.onlyExisting = true
    } else if (adds) {
      const given = parseNewId(word)
      options.id = 'id' in given ? { kind: 'given', id: given.id } : { kind: 'auto-sequence', ms: given.ms }
      break
    } else throw new CommandError('ERR syntax error')
  }
  options.next = at + 1
  if (limit !== undefined && limit > 0 && options.trim === undefined) throw new CommandError('ERR syntax error, LIMIT cannot be used without specifying a trimming strategy')
  if (!adds && options.trim === undefined) throw new CommandError('ERR syntax error, XTRIM must be called with a trimming strategy')
  if (limit !== undefined && options.trim?.approximate !== true) throw new CommandError('ERR syntax error, LIMIT cannot be used without the special ~ option')
  if (options.trim?.approximate === true) options.trim.limit = limit ?? defaultLimit(call.engine.config.streamNodeMaxEntries)
  return options
}

/** `MAXLEN [=|~] count` or `MINID [=|~] id`; gives the index of the last word. */
function parseTrim(options: AddOrTrimOptions, option: 'maxlen' | 'minid', args: readonly Bytes[], at: number): number {
  if (options.trim !== undefined) throw new CommandError('ERR syntax error, MAXLEN and MINID options at the same time are not compatible')
  const operator = args[at + 1]
  const spelled = (operator === '~' || operator === '=') && at + 2 < args.length
  const index = spelled ? at + 2 : at + 1
  const threshold = args[index] as Bytes
  const shared = { approximate: spelled && operator === '~', limit: 0 }
  if (option === 'minid') {
    options.trim = { keep: { kind: 'from', id: parseId(threshold) }, ...shared }
    return index
  }
  const count = Number(parseInteger(threshold))
  if (count < 0) throw new CommandError('ERR The MAXLEN argument must be >= 0.')
  options.trim = { keep: { kind: 'newest', count }, ...shared }
  return index
}
