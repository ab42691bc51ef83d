import { Deque } from '../../keyspace/deque'
import type { ListValue } from '../../keyspace/value'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, NIL_ARRAY, OK, type Reply } from '../../protocol/reply'
import { parseNumber, syntaxError, toWord } from '../arguments'
import type { Call, Command, CommandDoc, CommandFlag, KeyRange } from '../command'
import { findOrMake, findValue, removeIfEmpty } from '../key-access'
import { blockingMove, blockingPop } from './blocking-pop'
import { moveBetween, parseEnd, popFrom, type End } from './list-ends'

const KEY: KeyRange = { first: 1, last: 1, step: 1 }
const WRITE: readonly CommandFlag[] = ['write', 'denyoom', 'fast']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'list', complexity: 'O(N) in the number of elements touched' }
}

function find(call: Call): ListValue | undefined {
  return findValue(call, call.args[1] as Bytes, 'list')
}

function tell({ engine, db, args }: Call, event: Bytes): void {
  engine.keyspace.modified(db, args[1] as Bytes)
  engine.keyspace.notify('l', event, db, args[1] as Bytes)
}

function push(end: End, onlyExisting: boolean): (call: Call) => Reply {
  return (call) => {
    const { engine, db, args } = call
    const key = args[1] as Bytes
    if (onlyExisting && find(call) === undefined) return 0
    const { items } = findOrMake(call, key, 'list', () => ({ type: 'list', items: new Deque() }))
    for (const item of args.slice(2)) {
      if (end === 'left') items.unshift(item)
      else items.push(item)
    }
    tell(call, end === 'left' ? 'lpush' : 'rpush')
    engine.keyspace.ready(db, key)
    return items.length
  }
}

function pop(end: End): (call: Call) => Reply {
  return (call) => {
    const { args } = call
    const key = args[1] as Bytes
    if (args.length > 3) throw new CommandError(`ERR wrong number of arguments for '${end === 'left' ? 'lpop' : 'rpop'}' command`)
    if (args.length === 2) return find(call) === undefined ? null : (popFrom(call, key, end, 1)[0] ?? null)
    const count = parseNumber(args[2], 'ERR value is out of range, must be positive')
    if (count < 0) throw new CommandError('ERR value is out of range, must be positive')
    if (find(call) === undefined) return NIL_ARRAY
    return count === 0 ? [] : popFrom(call, key, end, count)
  }
}

function range(call: Call): Reply {
  let start = parseNumber(call.args[2])
  let end = parseNumber(call.args[3])
  const items = find(call)?.items
  if (items === undefined) return []
  if (start < 0) start += items.length
  if (end < 0) end += items.length
  return items.slice(Math.max(0, start), end + 1)
}

function index(call: Call): Reply {
  const items = find(call)?.items
  if (items === undefined) return null
  const at = parseNumber(call.args[2])
  return items.get(at < 0 ? at + items.length : at) ?? null
}

function setAt(call: Call): Reply {
  const items = find(call)?.items
  if (items === undefined) throw new CommandError('ERR no such key')
  const at = parseNumber(call.args[2])
  const place = at < 0 ? at + items.length : at
  if (place < 0 || place >= items.length) throw new CommandError('ERR index out of range')
  items.set(place, call.args[3] as Bytes)
  tell(call, 'lset')
  return OK
}

function insert(call: Call): Reply {
  const where = toWord(call.args[2])
  if (where !== 'BEFORE' && where !== 'AFTER') throw syntaxError()
  const items = find(call)?.items
  if (items === undefined) return 0
  const all = [...items]
  const at = all.indexOf(call.args[3] as Bytes)
  if (at === -1) return -1
  all.splice(where === 'BEFORE' ? at : at + 1, 0, call.args[4] as Bytes)
  items.replace(all)
  tell(call, 'linsert')
  return items.length
}

function removeItems(call: Call): Reply {
  const count = parseNumber(call.args[2])
  const items = find(call)?.items
  if (items === undefined) return 0
  const all = [...items]
  if (count < 0) all.reverse()
  let left = count === 0 ? Infinity : Math.abs(count)
  const kept = all.filter((item) => !(item === call.args[3] && left-- > 0))
  const removed = all.length - kept.length
  if (removed === 0) return 0
  items.replace(count < 0 ? kept.reverse() : kept)
  tell(call, 'lrem')
  removeIfEmpty(call, call.args[1] as Bytes, items.length)
  return removed
}

function trim(call: Call): Reply {
  let start = parseNumber(call.args[2])
  let end = parseNumber(call.args[3])
  const items = find(call)?.items
  if (items === undefined) return OK
  if (start < 0) start = Math.max(0, start + items.length)
  if (end < 0) end += items.length
  items.replace(items.slice(start, end + 1))
  tell(call, 'ltrim')
  removeIfEmpty(call, call.args[1] as Bytes, items.length)
  return OK
}

interface PositionOptions {
  rank: number
  count: number | undefined
  most: number
}

function parsePosition(args: readonly Bytes[]): PositionOptions {
  const options: PositionOptions = { rank: 1, count: undefined, most: 0 }
  for (let at = 3; at < args.length; at += 2) {
    const value = args[at + 1]
    if (value === undefined) throw syntaxError()
    switch (toWord(args[at])) {
      case 'RANK':
        options.rank = parseNumber(value)
        if (options.rank === 0) throw new CommandError("ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list")
        break
      case 'COUNT':
        options.count = parseNumber(value, 'ERR COUNT can\'t be negative')
        if (options.count < 0) throw new CommandError("ERR COUNT can't be negative")
        break
      case 'MAXLEN':
        options.most = parseNumber(value, 'ERR MAXLEN can\'t be negative')
        if (options.most < 0) throw new CommandError("ERR MAXLEN can't be negative")
        break
      default:
        throw syntaxError()
    }
  }
  return options
}

function position(call: Call): Reply {
  const { rank, count, most } = parsePosition(call.args)
  const items = find(call)?.items
  if (items === undefined) return count === undefined ? null : []
  const found: number[] = []
  const wanted = count === undefined ? 1 : count === 0 ? Infinity : count
  let skip = Math.abs(rank) - 1
  const steps = most === 0 ? items.length : Math.min(most, items.length)
  for (let step = 0; step < steps && found.length < wanted; step++) {
    const at = rank > 0 ? step : items.length - 1 - step
    if (items.get(at) === call.args[2] && skip-- <= 0) found.push(at)
  }
  return count === undefined ? (found[0] ?? null) : found
}

export const listCommands: readonly Command[] = [
  { name: 'lpush', arity: -3, flags: WRITE, keys: KEY, doc: doc('Adds to the head.', '1.0.0'), run: push('left', false) },
  { name: 'rpush', arity: -3, flags: WRITE, keys: KEY, doc: doc('Adds to the tail.', '1.0.0'), run: push('right', false) },
  { name: 'lpushx', arity: -3, flags: WRITE, keys: KEY, doc: doc('Adds to the head of a list that is there.', '2.2.0'), run: push('left', true) },
  { name: 'rpushx', arity: -3, flags: WRITE, keys: KEY, doc: doc('Adds to the tail of a list that is there.', '2.2.0'), run: push('right', true) },
  { name: 'lpop', arity: -2, flags: ['write', 'fast'], keys: KEY, doc: doc('Takes from the head.', '1.0.0'), run: pop('left') },
  { name: 'rpop', arity: -2, flags: ['write', 'fast'], keys: KEY, doc: doc('Takes from the tail.', '1.0.0'), run: pop('right') },
  { name: 'llen', arity: 2, flags: ['readonly', 'fast'], keys: KEY, doc: doc('How many elements there are.', '1.0.0'), run: (call) => find(call)?.items.length ?? 0 },
  { name: 'lrange', arity: 4, flags: ['readonly'], keys: KEY, doc: doc('A part of the list.', '1.0.0'), run: range },
  { name: 'lindex', arity: 3, flags: ['readonly'], keys: KEY, doc: doc('One element.', '1.0.0'), run: index },
  { name: 'lset', arity: 4, flags: ['write', 'denyoom'], keys: KEY, doc: doc('Changes one element.', '1.0.0'), run: setAt },
  { name: 'linsert', arity: 5, flags: ['write', 'denyoom'], keys: KEY, doc: doc('Adds next to an element.', '2.2.0'), run: insert },
  { name: 'lrem', arity: 4, flags: ['write'], keys: KEY, doc: doc('Removes elements that are equal.', '1.0.0'), run: removeItems },
  { name: 'ltrim', arity: 4, flags: ['write'], keys: KEY, doc: doc('Keeps a part only.', '1.0.0'), run: trim },
  { name: 'lpos', arity: -3, flags: ['readonly'], keys: KEY, doc: doc('Where an element stands.', '6.0.6'), run: position },
  { name: 'lmove', arity: 5, flags: ['write', 'denyoom'], keys: { first: 1, last: 2, step: 1 }, doc: doc('Moves an element from one list to another.', '6.2.0'), run: (call) => moveBetween(call, call.args[1] as Bytes, call.args[2] as Bytes, parseEnd(call.args[3]), parseEnd(call.args[4])) },
  { name: 'rpoplpush', arity: 3, flags: ['write', 'denyoom'], keys: { first: 1, last: 2, step: 1 }, doc: doc('Moves the tail of one list to the head of another.', '1.2.0'), run: (call) => moveBetween(call, call.args[1] as Bytes, call.args[2] as Bytes, 'right', 'left') },
  { name: 'blpop', arity: -3, flags: ['write', 'noscript', 'blocking'], keys: { first: 1, last: -2, step: 1 }, doc: doc('Takes from the head of the first list that has something, or waits.', '2.0.0'), run: blockingPop('left') },
  { name: 'brpop', arity: -3, flags: ['write', 'noscript', 'blocking'], keys: { first: 1, last: -2, step: 1 }, doc: doc('Takes from the tail of the first list that has something, or waits.', '2.0.0'), run: blockingPop('right') },
  { name: 'blmove', arity: 6, flags: ['write', 'denyoom', 'noscript', 'blocking'], keys: { first: 1, last: 2, step: 1 }, doc: doc('Moves an element as soon as there is one.', '6.2.0'), run: (call) => blockingMove(call, parseEnd(call.args[3]), parseEnd(call.args[4]), call.args[5]) },
  { name: 'brpoplpush', arity: 4, flags: ['write', 'denyoom', 'noscript', 'blocking'], keys: { first: 1, last: 2, step: 1 }, doc: doc('Moves a tail to a head as soon as there is one.', '2.2.0'), run: (call) => blockingMove(call, 'right', 'left', call.args[3]) }
]
