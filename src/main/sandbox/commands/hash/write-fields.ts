import type { Bytes } from '../../protocol/bytes'
import { OK, type Reply } from '../../protocol/reply'
import { argument, block, KEY, multiple } from '../argument-docs'
import { arityError } from '../arguments'
import type { Call, Command, CommandFlag } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToWrite, removeKey, tellChange } from '../value-access'
import { findOrPutHash } from './find-hash'

const FLAGS: readonly CommandFlag[] = ['write', 'denyoom', 'fast']
const PAIRS = [KEY, multiple(block('data', argument('field'), argument('value')))]

/** Gives the number of fields that are new. */
function setFields(call: Call, name: string): number {
  const { args } = call
  if (args.length % 2 === 1) throw arityError(name)
  const fields = findOrPutHash(call)
  let added = 0
  for (let at = 2; at < args.length; at += 2) if (fields.set(args[at] as Bytes, args[at + 1] as Bytes)) added += 1
  tellChange(call, args[1] as Bytes, 'h', 'hset')
  return added
}

function setOldStyle(call: Call): Reply {
  setFields(call, 'hmset')
  return OK
}

function setIfNew(call: Call): Reply {
  const [key, field, value] = call.args.slice(1) as [Bytes, Bytes, Bytes]
  const fields = findOrPutHash(call)
  if (fields.has(field)) return 0
  fields.set(field, value)
  tellChange(call, key, 'h', 'hset')
  return 1
}

function deleteFields(call: Call): Reply {
  const key = call.args[1] as Bytes
  const fields = findToWrite(call, key, 'hash')?.fields
  if (fields === undefined) return 0
  let removed = 0
  for (const field of call.args.slice(2)) if (fields.delete(field)) removed += 1
  if (removed > 0) tellChange(call, key, 'h', 'hdel')
  if (fields.size === 0) removeKey(call, key)
  return removed
}

export const writeFieldsCommands: readonly Command[] = [
  {
    name: 'hset', arity: -4, flags: FLAGS, keys: FIRST_KEY, run: (call) => setFields(call, 'hset'),
    doc: { summary: 'Sets fields of a hash and answers how many of them are new.', since: '2.0.0', group: 'hash', complexity: 'O(1) for each field', history: [['4.0.0', 'Many fields at once.']], arguments: PAIRS }
  },
  {
    name: 'hmset', arity: -4, flags: FLAGS, keys: FIRST_KEY, run: setOldStyle,
    doc: { summary: 'The old form of HSET for many fields.', since: '2.0.0', group: 'hash', complexity: 'O(1) for each field', arguments: PAIRS }
  },
  {
    name: 'hsetnx', arity: 4, flags: FLAGS, keys: FIRST_KEY, run: setIfNew,
    doc: { summary: 'Sets a field that is not there yet.', since: '2.0.0', group: 'hash', complexity: 'O(1)', arguments: [KEY, argument('field'), argument('value')] }
  },
  {
    name: 'hdel', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: deleteFields,
    doc: { summary: 'Removes fields; with the last one goes the key.', since: '2.0.0', group: 'hash', complexity: 'O(1) for each field', history: [['2.4.0', 'Many fields at once.']], arguments: [KEY, multiple(argument('field'))] }
  }
]
