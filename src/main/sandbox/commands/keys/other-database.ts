import { copyValue } from '../../keyspace/copy-value'
import type { Database } from '../../keyspace/database'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { after, argument, KEY, optional, word } from '../argument-docs'
import { INT32, parseWithin, syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY, FIRST_TWO_KEYS } from '../key-ranges'

const SAME = 'ERR source and destination objects are the same'

function parseDatabase({ engine }: Call, text: Bytes | undefined): Database {
  const db = engine.keyspace.database(parseWithin(text, INT32.least, INT32.most))
  if (db === undefined) throw new CommandError('ERR DB index is out of range')
  return db
}

function parseCopyOptions(call: Call): { target: Database; replace: boolean } {
  const options = { target: call.db, replace: false }
  for (let at = 3; at < call.args.length; at++) {
    const option = toWord(call.args[at])
    if (option === 'REPLACE') options.replace = true
    else if (option === 'DB' && at + 1 < call.args.length) {
      at += 1
      options.target = parseDatabase(call, call.args[at])
    } else throw syntaxError()
  }
  return options
}

function copy(call: Call): Reply {
  const { args, db, engine: { keyspace } } = call
  const [from, to] = [args[1] as Bytes, args[2] as Bytes]
  const { target, replace } = parseCopyOptions(call)
  if (target === db && from === to) throw new CommandError(SAME)
  const value = keyspace.find(db, from)
  if (value === undefined) return 0
  if (keyspace.find(target, to, 'write') !== undefined) {
    if (!replace) return 0
    keyspace.remove(target, to)
  }
  keyspace.put(target, to, copyValue(value), db.expiresAt(from))
  keyspace.notify('g', 'copy_to', target, to)
  return 1
}

function move(call: Call): Reply {
  const { args, db, engine: { keyspace } } = call
  const key = args[1] as Bytes
  const target = parseDatabase(call, args[2])
  if (target === db) throw new CommandError(SAME)
  const value = keyspace.find(db, key, 'write')
  if (value === undefined || keyspace.find(target, key, 'write') !== undefined) return 0
  keyspace.put(target, key, value, db.expiresAt(key))
  keyspace.remove(db, key)
  keyspace.notify('g', 'move_from', db, key)
  keyspace.notify('g', 'move_to', target, key)
  return 1
}

export const otherDatabaseCommands: readonly Command[] = [
  {
    name: 'copy', arity: -3, flags: ['write', 'denyoom'], keys: FIRST_TWO_KEYS, run: copy,
    doc: {
      summary: 'Makes another key with the same content, in this database or in another.', since: '6.2.0', group: 'generic', complexity: 'O(N) in the size of the value',
      arguments: [argument('source', 'key'), argument('destination', 'key'), optional(after('DB', 'destination-db')), optional(word('REPLACE'))]
    }
  },
  {
    name: 'move', arity: 3, flags: ['write', 'fast'], keys: FIRST_KEY, run: move,
    doc: { summary: 'Moves a key to another database, unless there is one with that name.', since: '1.0.0', group: 'generic', complexity: 'O(1)', arguments: [KEY, argument('db', 'integer')] }
  }
]
