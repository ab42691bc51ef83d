import type { Capabilities } from '../../engine/capabilities'
import type { Bytes } from '../../protocol/bytes'
import type { Int64 } from '../../protocol/int64'
import { CommandError } from '../../protocol/reply'
import { parseId, parseNewId } from '../../stream/parse-id'
import type { ReferencePolicy } from '../../stream/references'
import type { StreamId } from '../../stream/stream-id'
import type { Trim } from '../../stream/trim'
import { parseNumber } from '../arguments'
import type { Call } from '../command'
import { toReferencePolicy } from './reference-policy'

/** What XADD and XTRIM share, and what only XADD takes. */
export interface AddOrTrimOptions {
  trim: Trim | undefined
  /** NOMKSTREAM: no stream is made. */
  onlyExisting: boolean
  /** Under which name the message was sent; `message` is undefined when its content is to tell (IDMPAUTO). */
  idempotence: { producer: Bytes; message: Bytes | undefined } | undefined
  /** The id of XADD; `auto` for `*`. */
  id: { kind: 'auto' } | { kind: 'auto-sequence'; ms: Int64 } | { kind: 'given'; id: StreamId }
  /** Where the fields begin. */
  next: number
}

interface Parsing extends AddOrTrimOptions {
  limit: number | undefined
  references: ReferencePolicy | undefined
}

const SYNTAX = 'ERR syntax error'

/** Reads options up to the id of XADD, or to the end of XTRIM. The order of checks is Redis's: the first thing wrong is told. */
export function parseAddOrTrimOptions(call: Call, command: 'xadd' | 'xtrim'): AddOrTrimOptions {
  const { args, engine } = call
  const adds = command === 'xadd'
  const options: Parsing = { trim: undefined, onlyExisting: false, idempotence: undefined, id: { kind: 'auto' }, next: args.length, limit: undefined, references: undefined }
  let at = 2
  for (; at < args.length; at++) {
    const word = args[at] as Bytes
    if (adds && word === '*') break
    const last = parseOption(options, engine.capabilities, args, at, adds)
    if (last !== undefined) {
      at = last
      continue
    }
    if (!adds) throw new CommandError(SYNTAX)
    const given = parseNewId(word)
    options.id = 'id' in given ? { kind: 'given', id: given.id } : { kind: 'auto-sequence', ms: given.ms }
    break
  }
  options.next = at + 1
  if (options.idempotence !== undefined && options.id.kind !== 'auto') throw new CommandError(`${SYNTAX}, IDMP/IDMPAUTO can be used only with auto-generated IDs`)
  settleTrim(options, adds, engine.config.streamNodeMaxEntries)
  return options
}

/** Reads the option at an index and gives the index of its last word; undefined when there is none. */
function parseOption(options: Parsing, { ackDelete, idempotentAdd }: Capabilities, args: readonly Bytes[], at: number, adds: boolean): number | undefined {
  const option = (args[at] as Bytes).toLowerCase()
  const value = args[at + 1]
  if ((option === 'maxlen' || option === 'minid') && value !== undefined) return parseTrim(options, option, args, at)
  if (option === 'limit' && value !== undefined) {
    options.limit = parseNumber(value)
    if (options.limit < 0) throw new CommandError('ERR The LIMIT argument must be >= 0.')
    return at + 1
  }
  if (adds && option === 'nomkstream') {
    options.onlyExisting = true
    return at
  }
  if (ackDelete && options.references === undefined) {
    options.references = toReferencePolicy(option)
    if (options.references !== undefined) return at
  }
  if (!adds || !idempotentAdd) return undefined
  if (option === 'idmpauto' && value !== undefined) return parseIdempotence(options, 'IDMPAUTO', value, undefined, at + 1)
  const message = args[at + 2]
  if (option === 'idmp' && value !== undefined && message !== undefined) return parseIdempotence(options, 'IDMP', value, message, at + 2)
  return undefined
}

function parseIdempotence(options: Parsing, name: string, producer: Bytes, message: Bytes | undefined, last: number): number {
  if (options.idempotence !== undefined) throw new CommandError(`${SYNTAX}, IDMP/IDMPAUTO specified multiple times`)
  if (producer === '') throw new CommandError(`${SYNTAX}, ${name} requires a non-empty producer ID`)
  if (message === '') throw new CommandError(`${SYNTAX}, ${name} requires a non-empty idempotent ID`)
  options.idempotence = { producer, message }
  return last
}

/** `MAXLEN [=|~] count` or `MINID [=|~] id`; gives the index of the last word. */
function parseTrim(options: Parsing, option: 'maxlen' | 'minid', args: readonly Bytes[], at: number): number {
  if (options.trim !== undefined) throw new CommandError(`${SYNTAX}, MAXLEN and MINID options at the same time are not compatible`)
  const operator = args[at + 1]
  const spelled = (operator === '~' || operator === '=') && at + 2 < args.length
  const index = spelled ? at + 2 : at + 1
  options.trim = { keep: parseKeep(option, args[index] as Bytes), approximate: spelled && operator === '~', limit: 0, references: 'keep' }
  return index
}

function parseKeep(option: 'maxlen' | 'minid', threshold: Bytes): Trim['keep'] {
  if (option === 'minid') return { kind: 'from', id: parseId(threshold) }
  const count = parseNumber(threshold)
  if (count < 0) throw new CommandError('ERR The MAXLEN argument must be >= 0.')
  return { kind: 'newest', count }
}

function settleTrim({ trim, limit, references }: Parsing, adds: boolean, maxEntries: number): void {
  if (limit !== undefined && limit > 0 && trim === undefined) throw new CommandError(`${SYNTAX}, LIMIT cannot be used without specifying a trimming strategy`)
  if (!adds && trim === undefined) throw new CommandError(`${SYNTAX}, XTRIM must be called with a trimming strategy`)
  if (limit !== undefined && trim?.approximate !== true) throw new CommandError(`${SYNTAX}, LIMIT cannot be used without the special ~ option`)
  if (trim === undefined) return
  if (references !== undefined) trim.references = references
  if (trim.approximate) trim.limit = limit ?? defaultLimit(maxEntries)
}

/** Without LIMIT, `~` looks at a hundred nodes at most, so that one XADD cannot take for ever (6.2). */
function defaultLimit(maxEntries: number): number {
  const limit = 100 * maxEntries
  return limit <= 0 ? 10_000 : Math.min(limit, 1_000_000)
}
