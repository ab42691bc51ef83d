import type { Bytes } from '../../protocol/bytes'
import { CommandError } from '../../protocol/reply'
import { parseId } from '../../stream/parse-id'
import { FIRST_ID, idBefore, type StreamId } from '../../stream/stream-id'
import type { Stream } from '../../stream/stream'
import { parseInteger, parseNumber } from '../arguments'
import type { Call } from '../command'
import { toCText } from './c-text'
import { findStream } from './stream-access'

/** What one XREAD or XREADGROUP asks for. */
export interface ReadRequest {
  /** At most so many entries of each stream; 0 for any number. */
  count: number
  /** Milliseconds to wait, 0 for ever; undefined when it does not wait. */
  block: number | undefined
  group: GroupReading | undefined
  /** In the order of the command. `after` is undefined for `>`: what the group has not delivered yet. */
  streams: { key: Bytes; after: StreamId | undefined }[]
}

export interface GroupReading {
  name: Bytes
  consumer: Bytes
  /** Entries count as acknowledged when they are delivered. */
  noAck: boolean
  /** CLAIM (8.4): entries that have been pending for so many milliseconds are taken over before new ones are delivered. */
  minIdle: number | undefined
}

const SYNTAX = 'ERR syntax error'
const MEANINGLESS = 'is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages.'

/** Reads the words in Redis's order of checks. Ids like `$` are resolved here: a wait does not move them. */
export function parseReadRequest(call: Call): ReadRequest {
  const { args } = call
  const grouped = args[0]?.toLowerCase() === 'xreadgroup'
  const request: ReadRequest = { count: 0, block: undefined, group: undefined, streams: [] }
  let group: { name: Bytes; consumer: Bytes } | undefined
  let noAck = false
  let minIdle: number | undefined
  let streamsAt: number | undefined
  for (let at = 1; at < args.length && streamsAt === undefined; at++) {
    const option = (args[at] as Bytes).toLowerCase()
    const value = args[at + 1]
    if (option === 'block' && value !== undefined) {
      request.block = parseTimeout(call, value)
      at += 1
    } else if (option === 'count' && value !== undefined) {
      request.count = Math.max(0, parseNumber(value))
      at += 1
    } else if (option === 'streams' && value !== undefined) {
      streamsAt = at + 1
    } else if (option === 'group' && value !== undefined && args[at + 2] !== undefined) {
      if (!grouped) throw new CommandError('ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.')
      group = { name: value, consumer: args[at + 2] as Bytes }
      at += 2
    } else if (option === 'noack') {
      if (!grouped) throw new CommandError('ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.')
      noAck = true
    } else if (option === 'claim' && value !== undefined && call.engine.capabilities.claimInRead) {
      if (!grouped) throw new CommandError('ERR The CLAIM option is only supported by XREADGROUP. You called XREAD instead.')
      minIdle = parseNumber(value, 'ERR min-idle-time is not an integer or out of range')
      if (minIdle < 0) throw new CommandError('ERR min-idle-time must be a positive integer')
      at += 1
    } else throw new CommandError(SYNTAX)
  }
  const words = streamsAt === undefined ? [] : args.slice(streamsAt)
  if (words.length % 2 !== 0) throw unbalanced(call, grouped)
  if (streamsAt === undefined) throw new CommandError(SYNTAX)
  if (grouped && group === undefined) throw new CommandError('ERR Missing GROUP option for XREADGROUP')
  if (group !== undefined) request.group = { ...group, noAck, minIdle }
  const half = words.length / 2
  for (let index = 0; index < half; index++) {
    const key = words[index] as Bytes
    const stream = findStream(call, key)
    if (group !== undefined) requireReadGroup(stream, key, group.name)
    request.streams.push({ key, after: parseAfter(call, words[index + half] as Bytes, stream, grouped) })
  }
  return request
}

/** 7.0 speaks of XREAD even to XREADGROUP. */
function unbalanced(call: Call, grouped: boolean): CommandError {
  const { inactive, readLast } = call.engine.capabilities
  const command = !inactive ? 'XREAD' : grouped ? "'xreadgroup'" : "'xread'"
  const ids = !inactive ? "an ID or '$'" : grouped ? "an ID or '>'" : readLast ? "an ID, '+', or '$'" : "an ID or '$'"
  return new CommandError(`ERR Unbalanced ${command} list of streams: for each stream key ${ids} must be specified.`)
}

/** An error unless the group is there. */
export function requireReadGroup(stream: Stream | undefined, key: Bytes, name: Bytes): void {
  if (stream?.groups.has(name) !== true) throw new CommandError(`NOGROUP No such key '${toCText(key)}' or consumer group '${toCText(name)}' in XREADGROUP with GROUP option`)
}

function parseAfter(call: Call, word: Bytes, stream: Stream | undefined, grouped: boolean): StreamId | undefined {
  if (word === '$') {
    if (grouped) throw new CommandError(`ERR The $ ID ${MEANINGLESS} The $ ID would just return an empty result set.`)
    return stream?.lastId ?? FIRST_ID
  }
  if (word === '+' && call.engine.capabilities.readLast) {
    if (grouped) throw new CommandError(`ERR The + ID ${MEANINGLESS} The + ID would just return an empty result set.`)
    const last = stream?.log.lastId()
    return (last === undefined ? undefined : idBefore(last)) ?? stream?.lastId ?? FIRST_ID
  }
  if (word === '>') {
    if (!grouped) throw new CommandError('ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.')
    return undefined
  }
  return parseId(word)
}

/** Beyond 64 bits together with the time of day: refused since 7.2, a wait without end before. */
function parseTimeout({ engine }: Call, text: Bytes): number {
  const timeout = parseInteger(text, 'ERR timeout is not an integer or out of range')
  if (timeout < 0) throw new CommandError('ERR timeout is negative')
  if (engine.capabilities.inactive && BigInt(timeout) + BigInt(engine.clock.now()) >= 2n ** 63n) throw new CommandError('ERR timeout is out of range')
  return Number(timeout)
}
