import type { Deque } from '../../keyspace/deque'
import type { Bytes } from '../../protocol/bytes'
import { NIL_ARRAY, type Reply } from '../../protocol/reply'
import { argument, KEY, optional } from '../argument-docs'
import { arityError, parseCount } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToWrite, removeKey, tellChange } from '../value-access'
import { eventAt, popAt, type End } from './ends'

const ARGUMENTS = [KEY, optional(argument('count', 'integer'))]

/** Takes up to so many items; a list that has none left is removed. */
export function popSome(call: Call, key: Bytes, items: Deque<Bytes>, end: End, count: number): Bytes[] {
  const popped = Array.from({ length: Math.min(count, items.length) }, () => popAt(items, end))
  tellChange(call, key, 'l', eventAt(end, 'pop'))
  if (items.length === 0) removeKey(call, key)
  return popped
}

function pop(name: string, end: End): (call: Call) => Reply {
  return (call) => {
    const { args } = call
    const key = args[1] as Bytes
    if (args.length > 3) throw arityError(name)
    const count = args.length === 3 ? parseCount(args[2]) : undefined
    const items = findToWrite(call, key, 'list')?.items
    if (count === undefined) return items === undefined ? null : (popSome(call, key, items, end, 1)[0] ?? null)
    if (items === undefined) return NIL_ARRAY
    return count === 0 ? [] : popSome(call, key, items, end, count)
  }
}

export const popCommands: readonly Command[] = [
  {
    name: 'lpop', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: pop('lpop', 'left'),
    doc: { summary: 'Takes elements from the head of a list.', since: '1.0.0', group: 'list', complexity: 'O(N) in the count', history: [['6.2.0', 'The count.']], arguments: ARGUMENTS }
  },
  {
    name: 'rpop', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: pop('rpop', 'right'),
    doc: { summary: 'Takes elements from the tail of a list, the last one first.', since: '1.0.0', group: 'list', complexity: 'O(N) in the count', history: [['6.2.0', 'The count.']], arguments: ARGUMENTS }
  }
]
