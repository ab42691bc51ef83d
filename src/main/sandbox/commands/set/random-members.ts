import type { MemberSet } from '../../keyspace/member-set'
import type { Bytes } from '../../protocol/bytes'
import { SetReply, type Reply } from '../../protocol/reply'
import { argument, KEY, optional } from '../argument-docs'
import { parseCount, parseSignedCount, syntaxError } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { pickIndexes, sampleIndexes } from '../random-indexes'
import { removeKey, tellChange } from '../value-access'
import { findSet, readSet } from './find-set'

const ARGUMENTS = [KEY, optional(argument('count', 'integer'))]

function membersAt(members: MemberSet, indexes: readonly number[]): Bytes[] {
  return indexes.map((index) => members.at(index) as Bytes)
}

function pick(call: Call): Reply {
  const { args, engine: { random } } = call
  const key = args[1] as Bytes
  if (args.length > 3) throw syntaxError()
  const count = args.length === 3 ? parseSignedCount(args[2]) : undefined
  const members = readSet(call, key)
  const picked = members === undefined ? [] : membersAt(members, pickIndexes(random, members.size, count ?? 1))
  return count === undefined ? (picked[0] ?? null) : picked
}

function pop(call: Call): Reply {
  const { args, engine: { random } } = call
  const key = args[1] as Bytes
  if (args.length > 3) throw syntaxError()
  const count = args.length === 3 ? parseCount(args[2]) : undefined
  const members = findSet(call, key)
  const popped = members === undefined ? [] : membersAt(members, sampleIndexes(random, members.size, count ?? 1))
  if (popped.length > 0) {
    for (const member of popped) members?.delete(member)
    tellChange(call, key, 's', 'spop')
    if (members?.size === 0) removeKey(call, key)
  }
  return count === undefined ? (popped[0] ?? null) : new SetReply(popped)
}

export const randomMembersCommands: readonly Command[] = [
  {
    name: 'srandmember', arity: -2, flags: ['readonly'], keys: FIRST_KEY, run: pick,
    doc: { summary: 'Answers with members taken at random, which stay. A negative count may give the same one again.', since: '1.0.0', group: 'set', complexity: 'O(N) in the count', history: [['2.6.0', 'The count.']], arguments: ARGUMENTS }
  },
  {
    name: 'spop', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: pop,
    doc: { summary: 'Takes members out of a set at random.', since: '1.0.0', group: 'set', complexity: 'O(N) in the count', history: [['3.2.0', 'The count.']], arguments: ARGUMENTS }
  }
]
