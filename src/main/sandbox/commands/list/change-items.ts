import type { Deque } from '../../keyspace/deque'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { argument, KEY, oneOf, word } from '../argument-docs'
import { parseNumber, parseSignedCount, syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToWrite, removeKey, tellChange } from '../value-access'

function find(call: Call): Deque<Bytes> | undefined {
  return findToWrite(call, call.args[1] as Bytes, 'list')?.items
}

/** The key is looked at before the number. */
function setItem(call: Call): Reply {
  const [key, number, item] = call.args.slice(1) as [Bytes, Bytes, Bytes]
  const items = find(call)
  if (items === undefined) throw new CommandError('ERR no such key')
  const given = parseNumber(number)
  const index = given < 0 ? items.length + given : given
  if (index < 0 || index >= items.length) throw new CommandError('ERR index out of range')
  items.set(index, item)
  tellChange(call, key, 'l', 'lset')
  return OK
}

function insertItem(call: Call): Reply {
  const [key, place, pivot, item] = call.args.slice(1) as [Bytes, Bytes, Bytes, Bytes]
  const side = toWord(place)
  if (side !== 'BEFORE' && side !== 'AFTER') throw syntaxError()
  const items = find(call)
  if (items === undefined) return 0
  for (let index = 0; index < items.length; index++) {
    if (items.at(index) !== pivot) continue
    items.insert(side === 'BEFORE' ? index : index + 1, item)
    tellChange(call, key, 'l', 'linsert')
    return items.length
  }
  return -1
}

/** A negative count begins at the tail; 0 takes all that are equal. */
function removeItems(call: Call): Reply {
  const [key, number, item] = call.args.slice(1) as [Bytes, Bytes, Bytes]
  const count = call.engine.capabilities.inactive ? parseSignedCount(number) : parseNumber(number)
  const items = find(call)
  if (items === undefined) return 0
  const most = count === 0 ? Infinity : Math.abs(count)
  const found = new Set<number>()
  for (let step = 0; step < items.length && found.size < most; step++) {
    const index = count < 0 ? items.length - 1 - step : step
    if (items.at(index) === item) found.add(index)
  }
  if (found.size === 0) return 0
  items.deleteAll(found)
  tellChange(call, key, 'l', 'lrem')
  if (items.length === 0) removeKey(call, key)
  return found.size
}

function trim(call: Call): Reply {
  const key = call.args[1] as Bytes
  const [start, end] = [parseNumber(call.args[2]), parseNumber(call.args[3])]
  const items = find(call)
  if (items === undefined) return OK
  const first = Math.max(0, start < 0 ? items.length + start : start)
  const last = Math.min(items.length - 1, end < 0 ? items.length + end : end)
  const kept = Math.max(0, last - first + 1)
  const before = kept === 0 ? items.length : first
  for (let count = 0; count < before; count++) items.shift()
  while (items.length > kept) items.pop()
  tellChange(call, key, 'l', 'ltrim')
  if (items.length === 0) removeKey(call, key)
  return OK
}

export const changeItemsCommands: readonly Command[] = [
  {
    name: 'lset', arity: 4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: setItem,
    doc: { summary: 'Puts another element in place of the one that has a number.', since: '1.0.0', group: 'list', complexity: 'O(1); in Redis O(N)', arguments: [KEY, argument('index', 'integer'), argument('element')] }
  },
  {
    name: 'linsert', arity: 5, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: insertItem,
    doc: { summary: 'Adds an element beside the first one that is equal to the pivot.', since: '2.2.0', group: 'list', complexity: 'O(N) in the length of the list', arguments: [KEY, oneOf('where', word('BEFORE'), word('AFTER')), argument('pivot'), argument('element')] }
  },
  {
    name: 'lrem', arity: 4, flags: ['write'], keys: FIRST_KEY, run: removeItems,
    doc: { summary: 'Removes elements that are equal to one, from the head, from the tail, or all.', since: '1.0.0', group: 'list', complexity: 'O(N) in the length of the list', arguments: [KEY, argument('count', 'integer'), argument('element')] }
  },
  {
    name: 'ltrim', arity: 4, flags: ['write'], keys: FIRST_KEY, run: trim,
    doc: { summary: 'Keeps the elements from one number to another and removes all others.', since: '1.0.0', group: 'list', complexity: 'O(N) in the number of elements removed', arguments: [KEY, argument('start', 'integer'), argument('stop', 'integer')] }
  }
]
