import type { Bytes } from '../../protocol/bytes'
import { CommandError, NIL_ARRAY, type Reply } from '../../protocol/reply'
import { parseRangeEnd, parseRangeStart } from '../../stream/parse-id'
import { parseNumber } from '../arguments'
import type { ArgumentDoc, Call, Command, CommandDoc } from '../command'
import { toEntryReply } from './entry-reply'
import { findStream } from './stream-access'

const KEY = { first: 1, last: 1, step: 1 }

export const xrange: Command = { name: 'xrange', arity: -4, flags: ['readonly'], keys: KEY, doc: rangeDoc('Answers with the entries between two ids.', ['start', 'end']), run: (call) => range(call, false) }
export const xrevrange: Command = { name: 'xrevrange', arity: -4, flags: ['readonly'], keys: KEY, doc: rangeDoc('Answers with the entries between two ids, last first.', ['end', 'start']), run: (call) => range(call, true) }

function rangeDoc(summary: string, bounds: readonly string[]): CommandDoc {
  const ids = bounds.map((name): ArgumentDoc => ({ name, type: 'string' }))
  return {
    summary, since: '5.0.0', group: 'stream', complexity: 'O(N) in the entries that it answers with.', history: [['6.2.0', 'Ids that are left out themselves, marked with (.']],
    arguments: [{ name: 'key', type: 'key' }, ...ids, { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] }]
  }
}

function range(call: Call, down: boolean): Reply {
  const { args } = call
  const [key, first, second] = args.slice(1) as [Bytes, Bytes, Bytes]
  const start = parseRangeStart(down ? second : first)
  const end = parseRangeEnd(down ? first : second)
  const count = parseCount(args)
  const stream = findStream(call, key)
  if (stream === undefined) return []
  // An explicit 0 is answered with nil, unlike a range with nothing in it.
  if (count === 0) return NIL_ARRAY
  const entries: Reply[] = []
  for (const entry of down ? stream.log.rangeDown(start, end) : stream.log.range(start, end)) {
    entries.push(toEntryReply(entry))
    if (entries.length === count) break
  }
  return entries
}

function parseCount(args: readonly Bytes[]): number | undefined {
  let count: number | undefined
  for (let at = 4; at < args.length; at += 2) {
    const value = args[at + 1]
    if (args[at]?.toLowerCase() !== 'count' || value === undefined) throw new CommandError('ERR syntax error')
    count = Math.max(0, parseNumber(value))
  }
  return count
}
