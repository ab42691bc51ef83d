import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { argument, KEY } from '../argument-docs'
import type { Call, Command } from '../command'
import { FIRST_TWO_KEYS } from '../key-ranges'

const ARGUMENTS = [KEY, argument('newkey', 'key')]

/** False when there is a key with the new name and it must not be replaced. */
function rename({ args, db, engine: { keyspace } }: Call, mayReplace: boolean): boolean {
  const [from, to] = [args[1] as Bytes, args[2] as Bytes]
  const value = keyspace.find(db, from, 'write')
  if (value === undefined) throw new CommandError('ERR no such key')
  if (from === to) return mayReplace
  if (keyspace.find(db, to, 'write') !== undefined) {
    if (!mayReplace) return false
    // Without a word of it: to Redis the new one is a key that was made.
    keyspace.remove(db, to)
  }
  keyspace.put(db, to, value, db.expiresAt(from))
  keyspace.remove(db, from)
  keyspace.notify('g', 'rename_from', db, from)
  keyspace.notify('g', 'rename_to', db, to)
  return true
}

function renameAnyway(call: Call): Reply {
  rename(call, true)
  return OK
}

export const renameCommands: readonly Command[] = [
  {
    name: 'rename', arity: 3, flags: ['write'], keys: FIRST_TWO_KEYS, run: renameAnyway,
    doc: { summary: 'Gives a key another name; a key that has it already is replaced.', since: '1.0.0', group: 'generic', complexity: 'O(1)', arguments: ARGUMENTS }
  },
  {
    name: 'renamenx', arity: 3, flags: ['write', 'fast'], keys: FIRST_TWO_KEYS, run: (call) => (rename(call, false) ? 1 : 0),
    doc: { summary: 'Gives a key another name, unless a key has it already.', since: '1.0.0', group: 'generic', complexity: 'O(1)', arguments: ARGUMENTS }
  }
]
