import type { Deque } from '../../keyspace/deque'
import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { argument, KEY } from '../argument-docs'
import { parseNumber } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToRead } from '../value-access'

function find(call: Call): Deque<Bytes> | undefined {
  return findToRead(call, call.args[1] as Bytes, 'list')?.items
}

function range(call: Call): Reply {
  const [start, end] = [parseNumber(call.args[2]), parseNumber(call.args[3])]
  const items = find(call)
  if (items === undefined) return []
  const toIndex = (number: number): number => (number < 0 ? items.length + number : number)
  return items.slice(toIndex(start), toIndex(end) + 1)
}

/** The key is looked at before the number. */
function itemAt(call: Call): Reply {
  const items = find(call)
  if (items === undefined) return null
  const index = parseNumber(call.args[2])
  return items.at(index < 0 ? items.length + index : index) ?? null
}

export const readItemsCommands: readonly Command[] = [
  {
    name: 'llen', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (call) => find(call)?.length ?? 0,
    doc: { summary: 'Answers with the number of elements of a list.', since: '1.0.0', group: 'list', complexity: 'O(1)', arguments: [KEY] }
  },
  {
    name: 'lrange', arity: 4, flags: ['readonly'], keys: FIRST_KEY, run: range,
    doc: { summary: 'Answers with the elements from one number to another; negative numbers count from the tail.', since: '1.0.0', group: 'list', complexity: 'O(N) in the number of elements answered', arguments: [KEY, argument('start', 'integer'), argument('stop', 'integer')] }
  },
  {
    name: 'lindex', arity: 3, flags: ['readonly'], keys: FIRST_KEY, run: itemAt,
    doc: { summary: 'Answers with the element that has a number; negative numbers count from the tail.', since: '1.0.0', group: 'list', complexity: 'O(1); in Redis O(N)', arguments: [KEY, argument('index', 'integer')] }
  }
]
