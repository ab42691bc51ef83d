import type { Look } from '../../keyspace/keyspace'
import type { Bytes } from '../../protocol/bytes'
import { SimpleString, type Reply } from '../../protocol/reply'
import { KEY, KEYS } from '../argument-docs'
import type { Call, Command } from '../command'
import { ALL_KEYS, FIRST_KEY } from '../key-ranges'

/** A key that is named twice counts twice. */
function count(look: Look): (call: Call) => Reply {
  return ({ args, db, engine }) => args.slice(1).filter((key) => engine.keyspace.find(db, key, look) !== undefined).length
}

function typeOf({ args, db, engine }: Call): Reply {
  return new SimpleString(engine.keyspace.find(db, args[1] as Bytes, 'glance')?.type ?? 'none')
}

export const lookCommands: readonly Command[] = [
  {
    name: 'exists', arity: -2, flags: ['readonly', 'fast'], keys: ALL_KEYS, run: count('glance'),
    doc: { summary: 'Counts the keys that are there.', since: '1.0.0', group: 'generic', complexity: 'O(1) for each key', history: [['3.0.3', 'Many keys at once.']], arguments: [KEYS] }
  },
  {
    name: 'touch', arity: -2, flags: ['readonly', 'fast'], keys: ALL_KEYS, run: count('read'),
    doc: { summary: 'Counts the keys that are there, and notes that they were used now.', since: '3.2.1', group: 'generic', complexity: 'O(1) for each key', arguments: [KEYS] }
  },
  {
    name: 'type', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: typeOf,
    doc: { summary: 'Answers with the type of the value at a key, or none.', since: '1.0.0', group: 'generic', complexity: 'O(1)', arguments: [KEY] }
  }
]
