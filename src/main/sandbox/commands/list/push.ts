import { Deque } from '../../keyspace/deque'
import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { argument, KEY, multiple } from '../argument-docs'
import type { Call, Command, CommandFlag } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findOrPut, findToWrite, tellChange } from '../value-access'
import { eventAt, pushAt, type End } from './ends'

const FLAGS: readonly CommandFlag[] = ['write', 'denyoom', 'fast']
const ARGUMENTS = [KEY, multiple(argument('element'))]

/** One after the other: after LPUSH the last one stands first. */
export function pushAll(call: Call, key: Bytes, end: End, added: readonly Bytes[]): number {
  const { items } = findOrPut(call, key, 'list', () => ({ type: 'list', items: new Deque<Bytes>() }))
  for (const item of added) pushAt(items, end, item)
  tellChange(call, key, 'l', eventAt(end, 'push'))
  return items.length
}

function push(end: End, onlyIfThere: boolean): (call: Call) => Reply {
  return (call) => {
    const key = call.args[1] as Bytes
    if (onlyIfThere && findToWrite(call, key, 'list') === undefined) return 0
    return pushAll(call, key, end, call.args.slice(2))
  }
}

export const pushCommands: readonly Command[] = [
  {
    name: 'lpush', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: push('left', false),
    doc: { summary: 'Adds elements at the head of a list, one after the other.', since: '1.0.0', group: 'list', complexity: 'O(1) for each element', history: [['2.4.0', 'Many elements at once.']], arguments: ARGUMENTS }
  },
  {
    name: 'rpush', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: push('right', false),
    doc: { summary: 'Adds elements at the tail of a list.', since: '1.0.0', group: 'list', complexity: 'O(1) for each element', history: [['2.4.0', 'Many elements at once.']], arguments: ARGUMENTS }
  },
  {
    name: 'lpushx', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: push('left', true),
    doc: { summary: 'As LPUSH, but only to a list that is there.', since: '2.2.0', group: 'list', complexity: 'O(1) for each element', history: [['4.0.0', 'Many elements at once.']], arguments: ARGUMENTS }
  },
  {
    name: 'rpushx', arity: -3, flags: FLAGS, keys: FIRST_KEY, run: push('right', true),
    doc: { summary: 'As RPUSH, but only to a list that is there.', since: '2.2.0', group: 'list', complexity: 'O(1) for each element', history: [['4.0.0', 'Many elements at once.']], arguments: ARGUMENTS }
  }
]
