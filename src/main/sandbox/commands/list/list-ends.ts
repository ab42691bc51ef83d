import { Deque } from '../../keyspace/deque'
import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { syntaxError, toWord } from '../arguments'
import type { Call } from '../command'
import { findOrMake, findValue, removeIfEmpty } from '../key-access'

export type End = 'left' | 'right'

export function parseEnd(word: Bytes | undefined): End {
  if (toWord(word) === 'LEFT') return 'left'
  if (toWord(word) === 'RIGHT') return 'right'
  throw syntaxError()
}

/** Takes up to `count` elements; a list without any is removed. */
export function popFrom(call: Call, key: Bytes, end: End, count: number): Bytes[] {
  const { engine, db } = call
  const items = findValue(call, key, 'list')?.items
  const taken: Bytes[] = []
  while (items !== undefined && taken.length < count && items.length > 0) taken.push((end === 'left' ? items.shift() : items.pop()) as Bytes)
  if (items === undefined || taken.length === 0) return taken
  engine.keyspace.modified(db, key)
  engine.keyspace.notify('l', end === 'left' ? 'lpop' : 'rpop', db, key)
  removeIfEmpty(call, key, items.length)
  return taken
}

/** One element from an end of one list to an end of another, or of the same. Nil when there is none. */
export function moveBetween(call: Call, from: Bytes, to: Bytes, taking: End, putting: End): Reply {
  const { engine, db } = call
  const source = findValue(call, from, 'list')
  // Wrong types are found before anything is taken.
  if (source === undefined) return null
  findValue(call, to, 'list')
  const item = (taking === 'left' ? source.items.shift() : source.items.pop()) as Bytes
  const { items } = from === to ? source : findOrMake(call, to, 'list', () => ({ type: 'list', items: new Deque() }))
  if (putting === 'left') items.unshift(item)
  else items.push(item)
  engine.keyspace.modified(db, to)
  engine.keyspace.notify('l', putting === 'left' ? 'lpush' : 'rpush', db, to)
  engine.keyspace.ready(db, to)
  engine.keyspace.modified(db, from)
  engine.keyspace.notify('l', taking === 'left' ? 'lpop' : 'rpop', db, from)
  removeIfEmpty(call, from, source.items.length)
  return item
}
