import type { Bytes } from '../../protocol/bytes'
import { SetReply, type Reply } from '../../protocol/reply'
import { argument, KEY, multiple } from '../argument-docs'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { readSet } from './find-set'

function contains(call: Call): Reply {
  return readSet(call, call.args[1] as Bytes)?.has(call.args[2] as Bytes) === true ? 1 : 0
}

function containsMany(call: Call): Reply {
  const members = readSet(call, call.args[1] as Bytes)
  return call.args.slice(2).map((member) => (members?.has(member) === true ? 1 : 0))
}

export const readMembersCommands: readonly Command[] = [
  {
    name: 'smembers', arity: 2, flags: ['readonly'], keys: FIRST_KEY, run: (call) => new SetReply([...(readSet(call, call.args[1] as Bytes) ?? [])]),
    doc: { summary: 'Answers with all members. Numbers come sorted as in Redis; other members may come in another order there.', since: '1.0.0', group: 'set', complexity: 'O(N) in the number of members', arguments: [KEY] }
  },
  {
    name: 'scard', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (call) => readSet(call, call.args[1] as Bytes)?.size ?? 0,
    doc: { summary: 'Answers with the number of members.', since: '1.0.0', group: 'set', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'sismember', arity: 3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: contains,
    doc: { summary: 'Answers whether a member is in a set.', since: '1.0.0', group: 'set', complexity: 'O(1)', arguments: [KEY, argument('member')] }
  },
  {
    name: 'smismember', arity: -3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: containsMany,
    doc: { summary: 'Answers for many members whether they are in a set.', since: '6.2.0', group: 'set', complexity: 'O(1) for each member', arguments: [KEY, multiple(argument('member'))] }
  }
]
