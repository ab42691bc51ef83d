import type { Deque } from '../../keyspace/deque'
import type { Bytes } from '../../protocol/bytes'
import { syntaxError, toWord } from '../arguments'

/** The two ends of a list: its head and its tail. */
export type End = 'left' | 'right'

export function parseEnd(word: Bytes | undefined): End {
  const end = toWord(word)
  if (end === 'LEFT') return 'left'
  if (end === 'RIGHT') return 'right'
  throw syntaxError()
}

export function pushAt(items: Deque<Bytes>, end: End, item: Bytes): void {
  if (end === 'left') items.unshift(item)
  else items.push(item)
}

/** An item of a list that has one. */
export function popAt(items: Deque<Bytes>, end: End): Bytes {
  return (end === 'left' ? items.shift() : items.pop()) as Bytes
}

/** What a push or a pop there is called in notifications. */
export function eventAt(end: End, event: 'push' | 'pop'): string {
  return `${end === 'left' ? 'l' : 'r'}${event}`
}
