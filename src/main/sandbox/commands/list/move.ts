import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { argument, oneOf, word } from '../argument-docs'
import type { ArgumentDoc, Call, Command } from '../command'
import { FIRST_TWO_KEYS } from '../key-ranges'
import { findToWrite, removeKey, tellChange } from '../value-access'
import { eventAt, parseEnd, popAt, type End } from './ends'
import { pushAll } from './push'

/** From which end of the first list an item is taken, and to which end of the second it is added. */
export interface Ends {
  from: End
  to: End
}

export const MOVE_ARGUMENTS: readonly ArgumentDoc[] = [
  argument('source', 'key'), argument('destination', 'key'),
  oneOf('wherefrom', word('LEFT'), word('RIGHT')), oneOf('whereto', word('LEFT'), word('RIGHT'))
]

/** Moves one item from the first key to the second, which may be the same; undefined when there is none. */
export function moveItem(call: Call, { from, to }: Ends): Bytes | undefined {
  const [source, destination] = [call.args[1] as Bytes, call.args[2] as Bytes]
  const items = findToWrite(call, source, 'list')?.items
  if (items === undefined) return undefined
  // A wrong type there is found before anything is taken.
  findToWrite(call, destination, 'list')
  const item = popAt(items, from)
  pushAll(call, destination, to, [item])
  // Redis tells of the push first.
  tellChange(call, source, 'l', eventAt(from, 'pop'))
  if (items.length === 0) removeKey(call, source)
  return item
}

function moveBetweenEnds(call: Call): Reply {
  return moveItem(call, { from: parseEnd(call.args[3]), to: parseEnd(call.args[4]) }) ?? null
}

export const moveCommands: readonly Command[] = [
  {
    name: 'lmove', arity: 5, flags: ['write', 'denyoom'], keys: FIRST_TWO_KEYS, run: moveBetweenEnds,
    doc: { summary: 'Takes an element from an end of one list and adds it at an end of another, or of the same.', since: '6.2.0', group: 'list', complexity: 'O(1)', arguments: MOVE_ARGUMENTS }
  },
  {
    name: 'rpoplpush', arity: 3, flags: ['write', 'denyoom'], keys: FIRST_TWO_KEYS, run: (call) => moveItem(call, { from: 'right', to: 'left' }) ?? null,
    doc: { summary: 'As LMOVE from the tail to the head.', since: '1.2.0', group: 'list', complexity: 'O(1)', arguments: MOVE_ARGUMENTS.slice(0, 2) }
  }
]
