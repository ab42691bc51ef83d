import type { Bytes } from '../../protocol/bytes'
import { CommandError, NIL_ARRAY, type Reply } from '../../protocol/reply'
import { BlockRequest, type Call, type Outcome } from '../command'
import { findValue } from '../key-access'
import { moveBetween, popFrom, type End } from './list-ends'

/** Seconds with a fraction, as milliseconds. */
function parseTimeout(text: Bytes | undefined): number {
  const seconds = text !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(seconds)) throw new CommandError('ERR timeout is not a float or out of range')
  if (seconds < 0) throw new CommandError('ERR timeout is negative')
  if (seconds * 1000 > Number.MAX_SAFE_INTEGER) throw new CommandError('ERR timeout is out of range')
  return Math.ceil(seconds * 1000)
}

function popOne(call: Call, key: Bytes, end: End): Reply | undefined {
  // A key that is of another type now is waited for: it may become a list again.
  const value = call.engine.keyspace.find(call.db, key)
  if (value?.type !== 'list') return undefined
  const [item] = popFrom(call, key, end, 1)
  return item === undefined ? undefined : [key, item]
}

/** The first list that has something, in the order of the keys. */
export function blockingPop(end: End): (call: Call) => Outcome {
  return (call) => {
    const keys = call.args.slice(1, -1)
    const timeoutMs = parseTimeout(call.args.at(-1))
    for (const key of keys) {
      findValue(call, key, 'list')
      const reply = popOne(call, key, end)
      if (reply !== undefined) return reply
    }
    if (!call.mayBlock) return NIL_ARRAY
    return new BlockRequest({ keys, timeoutMs, retry: (key) => popOne(call, key, end), onTimeout: () => NIL_ARRAY })
  }
}

export function blockingMove(call: Call, taking: End, putting: End, timeout: Bytes | undefined): Outcome {
  const [from, to] = [call.args[1] as Bytes, call.args[2] as Bytes]
  const timeoutMs = parseTimeout(timeout)
  const move = (): Reply => moveBetween(call, from, to, taking, putting)
  const moved = move()
  if (moved !== null) return moved
  if (!call.mayBlock) return null
  const retry = (): Reply | undefined => (call.engine.keyspace.find(call.db, from)?.type === 'list' ? (move() ?? undefined) : undefined)
  return new BlockRequest({ keys: [from], timeoutMs, retry, onTimeout: () => null })
}
