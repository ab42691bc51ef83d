import type { Bytes } from '../../protocol/bytes'
import { CommandError, NIL_ARRAY, type Reply } from '../../protocol/reply'
import { argument, KEYS } from '../argument-docs'
import { BlockRequest, type Call, type Command, type Outcome } from '../command'
import { FIRST_TWO_KEYS } from '../key-ranges'
import { parseLongDouble } from '../long-double'
import { findToWrite } from '../value-access'
import { parseEnd, type End } from './ends'
import { MOVE_ARGUMENTS, moveItem, type Ends } from './move'
import { popSome } from './pop'

/** Seconds, with a fraction since 6.0, as milliseconds. Too long a time overflows in Redis 7.0, which then says that it is negative. */
function parseTimeout({ engine }: Call, text: Bytes | undefined): number {
  const value = parseLongDouble(text ?? '')
  if (value === undefined) throw new CommandError('ERR timeout is not a float or out of range')
  const ms = value === 'infinite' ? Infinity : Math.ceil(Number(value.mantissa) * 2 ** value.exponent * 1000)
  if (ms >= 2 ** 63 && engine.capabilities.inactive) throw new CommandError('ERR timeout is out of range')
  if (ms < 0 || ms >= 2 ** 63) throw new CommandError('ERR timeout is negative')
  return ms
}

/** Whether a client that waits can be served from a key. One that became something else is waited for: it may be a list again. */
function isList({ engine, db }: Call, key: Bytes): boolean {
  return engine.keyspace.peek(db, key)?.type === 'list'
}

function pop(end: End): (call: Call) => Outcome {
  return (call) => {
    const keys = call.args.slice(1, -1)
    const timeoutMs = parseTimeout(call, call.args.at(-1))
    const popFrom = (key: Bytes): Reply | undefined => {
      const items = findToWrite(call, key, 'list')?.items
      return items === undefined ? undefined : [key, ...popSome(call, key, items, end, 1)]
    }
    const popFirst = (): Reply | undefined => {
      for (const key of keys) {
        const reply = popFrom(key)
        if (reply !== undefined) return reply
      }
      return undefined
    }
    const reply = popFirst()
    if (reply !== undefined) return reply
    if (!call.mayBlock) return NIL_ARRAY
    // Since 7.2 the whole command is carried out once more: an earlier key that has something by then comes first.
    const retry = (key: Bytes): Reply | undefined => (call.engine.capabilities.inactive ? popFirst() : popFrom(key))
    return new BlockRequest({ keys, timeoutMs, retry: (key) => (isList(call, key) ? retry(key) : undefined), onTimeout: () => NIL_ARRAY })
  }
}

function move(call: Call, ends: Ends): Outcome {
  const source = call.args[1] as Bytes
  const timeoutMs = parseTimeout(call, call.args.at(-1))
  const moved = moveItem(call, ends)
  if (moved !== undefined) return moved
  if (!call.mayBlock) return null
  // After the time is up it is the nil of an array, as for the other commands that wait (until 7.0).
  return new BlockRequest({ keys: [source], timeoutMs, retry: () => (isList(call, source) ? moveItem(call, ends) : undefined), onTimeout: () => NIL_ARRAY })
}

const POP_KEYS = { first: 1, last: -2, step: 1 }
const TIMEOUT = argument('timeout', 'double')

export const blockingCommands: readonly Command[] = [
  {
    name: 'blpop', arity: -3, flags: ['write', 'noscript', 'blocking'], keys: POP_KEYS, run: pop('left'),
    doc: { summary: 'Takes the head of the first list that has one, and waits for it where need be; a timeout of 0 is none.', since: '2.0.0', group: 'list', complexity: 'O(N) in the number of keys', history: [['6.0.0', 'Fractions of a second.']], arguments: [KEYS, TIMEOUT] }
  },
  {
    name: 'brpop', arity: -3, flags: ['write', 'noscript', 'blocking'], keys: POP_KEYS, run: pop('right'),
    doc: { summary: 'Takes the tail of the first list that has one, and waits for it where need be; a timeout of 0 is none.', since: '2.0.0', group: 'list', complexity: 'O(N) in the number of keys', history: [['6.0.0', 'Fractions of a second.']], arguments: [KEYS, TIMEOUT] }
  },
  {
    name: 'blmove', arity: 6, flags: ['write', 'denyoom', 'noscript', 'blocking'], keys: FIRST_TWO_KEYS, run: (call) => move(call, { from: parseEnd(call.args[3]), to: parseEnd(call.args[4]) }),
    doc: { summary: 'As LMOVE, and waits for an element where need be.', since: '6.2.0', group: 'list', complexity: 'O(1)', arguments: [...MOVE_ARGUMENTS, TIMEOUT] }
  },
  {
    name: 'brpoplpush', arity: 4, flags: ['write', 'denyoom', 'noscript', 'blocking'], keys: FIRST_TWO_KEYS, run: (call) => move(call, { from: 'right', to: 'left' }),
    doc: { summary: 'As RPOPLPUSH, and waits for an element where need be.', since: '2.2.0', group: 'list', complexity: 'O(1)', arguments: [...MOVE_ARGUMENTS.slice(0, 2), TIMEOUT] }
  }
]
