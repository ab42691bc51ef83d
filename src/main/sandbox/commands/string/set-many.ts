import type { Bytes } from '../../protocol/bytes'
import { OK, type Reply } from '../../protocol/reply'
import { argument, block, KEY, multiple } from '../argument-docs'
import { arityError } from '../arguments'
import type { Call, Command, CommandDoc, KeyRange } from '../command'
import { putString } from './put-string'

/** Every other word. */
const KEYS: KeyRange = { first: 1, last: -1, step: 2 }

const ARGUMENTS: CommandDoc['arguments'] = [multiple(block('data', KEY, argument('value')))]

function parsePairs(args: readonly Bytes[], name: string): [Bytes, Bytes][] {
  if (args.length % 2 === 0) throw arityError(name)
  return Array.from({ length: (args.length - 1) / 2 }, (_, pair) => [args[2 * pair + 1] as Bytes, args[2 * pair + 2] as Bytes])
}

function putAll(call: Call, pairs: readonly [Bytes, Bytes][]): void {
  for (const [key, bytes] of pairs) {
    call.engine.keyspace.find(call.db, key, 'write')
    putString(call, key, bytes)
  }
}

function setMany(call: Call): Reply {
  putAll(call, parsePairs(call.args, 'mset'))
  return OK
}

/** All of them or none. */
function setManyIfNew(call: Call): Reply {
  const { args, db, engine } = call
  const pairs = parsePairs(args, 'msetnx')
  if (pairs.some(([key]) => engine.keyspace.find(db, key, 'write') !== undefined)) return 0
  putAll(call, pairs)
  return 1
}

export const setManyCommands: readonly Command[] = [
  {
    name: 'mset', arity: -3, flags: ['write', 'denyoom'], keys: KEYS, run: setMany,
    doc: { summary: 'Puts strings at many keys at once.', since: '1.0.1', group: 'string', complexity: 'O(N) in the number of keys', arguments: ARGUMENTS }
  },
  {
    name: 'msetnx', arity: -3, flags: ['write', 'denyoom'], keys: KEYS, run: setManyIfNew,
    doc: { summary: 'Puts strings at many keys, unless one of the keys is there.', since: '1.0.1', group: 'string', complexity: 'O(N) in the number of keys', arguments: ARGUMENTS }
  }
]
