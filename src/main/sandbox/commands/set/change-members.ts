import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { argument, KEY, multiple } from '../argument-docs'
import type { Call, Command } from '../command'
import { FIRST_KEY, FIRST_TWO_KEYS } from '../key-ranges'
import { removeKey, tellChange } from '../value-access'
import { findOrPutSet, findSet } from './find-set'

const MEMBERS = [KEY, multiple(argument('member'))]

function add(call: Call): Reply {
  const key = call.args[1] as Bytes
  const members = findOrPutSet(call, key)
  let added = 0
  for (const member of call.args.slice(2)) if (members.add(member)) added += 1
  if (added > 0) tellChange(call, key, 's', 'sadd')
  return added
}

function remove(call: Call): Reply {
  const key = call.args[1] as Bytes
  const members = findSet(call, key)
  if (members === undefined) return 0
  let removed = 0
  for (const member of call.args.slice(2)) if (members.delete(member)) removed += 1
  if (removed > 0) tellChange(call, key, 's', 'srem')
  if (members.size === 0) removeKey(call, key)
  return removed
}

function move(call: Call): Reply {
  const [source, destination, member] = call.args.slice(1) as [Bytes, Bytes, Bytes]
  // Both are looked at whatever comes of it: one whose time has come goes.
  for (const key of [source, destination]) call.engine.keyspace.find(call.db, key, 'write')
  const from = findSet(call, source)
  // Without a source the type of the destination does not matter.
  if (from === undefined) return 0
  if (findSet(call, destination) === from) return from.has(member) ? 1 : 0
  if (!from.delete(member)) return 0
  tellChange(call, source, 's', 'srem')
  if (from.size === 0) removeKey(call, source)
  if (findOrPutSet(call, destination).add(member)) tellChange(call, destination, 's', 'sadd')
  return 1
}

export const changeMembersCommands: readonly Command[] = [
  {
    name: 'sadd', arity: -3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: add,
    doc: { summary: 'Adds members to a set and answers how many of them are new.', since: '1.0.0', group: 'set', complexity: 'O(1) for each member', history: [['2.4.0', 'Many members at once.']], arguments: MEMBERS }
  },
  {
    name: 'srem', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: remove,
    doc: { summary: 'Removes members; with the last one goes the key.', since: '1.0.0', group: 'set', complexity: 'O(1) for each member', history: [['2.4.0', 'Many members at once.']], arguments: MEMBERS }
  },
  {
    name: 'smove', arity: 4, flags: ['write', 'fast'], keys: FIRST_TWO_KEYS, run: move,
    doc: { summary: 'Moves a member from one set to another.', since: '1.0.0', group: 'set', complexity: 'O(1)', arguments: [argument('source', 'key'), argument('destination', 'key'), argument('member')] }
  }
]
