import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { argument, KEY, KEYS } from '../argument-docs'
import type { Call, Command } from '../command'
import { ALL_KEYS, FIRST_KEY } from '../key-ranges'
import { findToRead, removeKey } from '../value-access'
import { putString } from './put-string'

function get(call: Call): Bytes | null {
  return findToRead(call, call.args[1] as Bytes, 'string')?.bytes ?? null
}

function getAndSet(call: Call): Reply {
  const before = get(call)
  putString(call, call.args[1] as Bytes, call.args[2] as Bytes)
  return before
}

function getAndDelete(call: Call): Reply {
  const before = get(call)
  removeKey(call, call.args[1] as Bytes)
  return before
}

/** Nil also for what is no string: among many keys an error would spoil the others. */
function getMany({ args, db, engine }: Call): Reply {
  return args.slice(1).map((key) => {
    const value = engine.keyspace.find(db, key)
    return value?.type === 'string' ? value.bytes : null
  })
}

export const getCommands: readonly Command[] = [
  {
    name: 'get', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: get,
    doc: { summary: 'Answers with the string at a key.', since: '1.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'strlen', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (call) => get(call)?.length ?? 0,
    doc: { summary: 'Answers with the number of bytes of a string.', since: '2.2.0', group: 'string', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'getset', arity: 3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: getAndSet,
    doc: { summary: 'Puts a string and answers with the one before. SET with GET does it too.', since: '1.0.0', group: 'string', complexity: 'O(1)', arguments: [KEY, argument('value')] }
  },
  {
    name: 'getdel', arity: 2, flags: ['write', 'fast'], keys: FIRST_KEY, run: getAndDelete,
    doc: { summary: 'Answers with the string at a key and removes the key.', since: '6.2.0', group: 'string', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'mget', arity: -2, flags: ['readonly', 'fast'], keys: ALL_KEYS, run: getMany,
    doc: { summary: 'Answers with the strings at many keys.', since: '1.0.0', group: 'string', complexity: 'O(N) in the number of keys', arguments: [KEYS] }
  }
]
