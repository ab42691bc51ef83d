import type { Bytes } from '../../protocol/bytes'
import { addInt64 } from '../../protocol/int64'
import { CommandError } from '../../protocol/reply'
import type { Idempotence } from '../../stream/idempotence'
import { FIRST_ID, formatId, LAST_ID, makeId, msOf, sequenceOf, type StreamId } from '../../stream/stream-id'
import { Stream } from '../../stream/stream'
import { LARGEST_NODE } from '../../stream/stream-log'
import { trimStream } from '../../stream/trim'
import type { Call, Command, Outcome } from '../command'
import { parseAddOrTrimOptions, type AddOrTrimOptions } from './add-or-trim-options'
import { toContentId } from './content-id'
import { findStream } from './stream-access'
import { xaddDoc } from './xadd-doc'

export const xadd: Command = { name: 'xadd', arity: -5, flags: ['write', 'denyoom', 'fast'], keys: { first: 1, last: 1, step: 1 }, doc: xaddDoc, run }

const TOO_LARGE = 'ERR Elements are too large to be stored'

function run(call: Call): Outcome {
  const { engine, args, db } = call
  const { keyspace, config } = engine
  const options = parseAddOrTrimOptions(call, 'xadd')
  const words = args.length - options.next
  if (words < 2 || words % 2 === 1) throw new CommandError("ERR wrong number of arguments for 'xadd' command")
  if (options.id.kind === 'given' && options.id.id === FIRST_ID) throw new CommandError('ERR The ID specified in XADD must be greater than 0-0')
  const key = args[1] as string
  const known = findStream(call, key, 'write')
  if (known === undefined && options.onlyExisting) return null
  const stream = known ?? new Stream(config)
  const message = messageId(options, args)
  if (message !== undefined) {
    const sent = findSent(stream.idempotence, message, engine.clock.now())
    // It is here already, or was: nothing is added, nothing trimmed.
    if (sent !== undefined) return formatId(sent)
  }
  if (stream.lastId === LAST_ID) throw new CommandError('ERR The stream has exhausted the last possible ID, unable to add more items')
  const id = chooseId(options.id, stream.lastId, engine.clock.now())
  // 7.0 has the wrong words for a millisecond without a sequence left.
  if (id === undefined && !engine.capabilities.inactive) throw new CommandError(TOO_LARGE)
  if (id === undefined || id <= stream.lastId) throw new CommandError('ERR The ID specified in XADD is equal or smaller than the target stream top item')
  refuseTooLarge(args, options.next)
  stream.append(id, args, options.next, { maxEntries: config.streamNodeMaxEntries, maxBytes: config.streamNodeMaxBytes })
  if (message !== undefined) stream.idempotence.remember(message.producer, message.id, id, engine.clock.now())

  // A new key is told of by putting it there.
  if (known === undefined) keyspace.put(db, key, stream)
  else keyspace.modified(db, key)
  keyspace.notify('t', 'xadd', db, key)
  if (options.trim !== undefined && trimStream(stream, options.trim) > 0) keyspace.notify('t', 'xtrim', db, key)
  if (known !== undefined) keyspace.ready(db, key)
  return formatId(id)
}

function messageId({ idempotence, next }: AddOrTrimOptions, args: readonly Bytes[]): { producer: Bytes; id: Bytes } | undefined {
  return idempotence === undefined ? undefined : { producer: idempotence.producer, id: idempotence.message ?? toContentId(args, next) }
}

function findSent(idempotence: Idempotence, message: { producer: Bytes; id: Bytes }, now: number): StreamId | undefined {
  idempotence.expire(now)
  const sent = idempotence.find(message.producer, message.id)
  if (sent !== undefined) idempotence.duplicates = addInt64(idempotence.duplicates, 1)
  return sent
}

/** Undefined when the millisecond has no sequence left. */
function chooseId(id: AddOrTrimOptions['id'], lastId: StreamId, now: number): StreamId | undefined {
  if (id.kind === 'given') return id.id
  // `*` never goes back: when the clock does, or stands, the last millisecond is used on.
  const lastMs = msOf(lastId)
  if (id.kind === 'auto' && now > lastMs) return makeId(now, 0)
  if (id.kind === 'auto-sequence' && id.ms !== lastMs) return makeId(id.ms, 0)
  const sequence = sequenceOf(lastId)
  if (typeof sequence === 'number' && sequence < Number.MAX_SAFE_INTEGER) return makeId(lastMs, sequence + 1)
  return nextExact(lastMs, BigInt(sequence), id.kind === 'auto')
}

/** With `*` a full millisecond makes room in the next one; with `<ms>-*` it is an error. */
function nextExact(ms: number | bigint, sequence: bigint, mayMoveOn: boolean): StreamId | undefined {
  if (sequence < 2n ** 64n - 1n) return makeId(ms, sequence + 1n)
  return mayMoveOn ? makeId(BigInt(ms) + 1n, 0) : undefined
}

function refuseTooLarge(args: readonly string[], from: number): void {
  let total = 0
  for (let index = from; index < args.length; index++) total += (args[index] as string).length
  if (total > LARGEST_NODE) throw new CommandError(TOO_LARGE)
}
