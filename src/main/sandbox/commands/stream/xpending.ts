import type { Bytes } from '../../protocol/bytes'
import { CommandError, NIL_ARRAY, type Reply } from '../../protocol/reply'
import type { ConsumerGroup } from '../../stream/consumer-group'
import { parseRangeEnd, parseRangeStart } from '../../stream/parse-id'
import { formatId, type StreamId } from '../../stream/stream-id'
import { parseNumber } from '../arguments'
import type { Call, Command } from '../command'
import { findGroup } from './stream-access'

export const xpending: Command = {
  name: 'xpending', arity: -3, flags: ['readonly'], keys: { first: 1, last: 1, step: 1 },
  doc: {
    summary: 'Tells what a group has delivered and not had acknowledged: a summary, or rows of it.', since: '5.0.0', group: 'stream', complexity: 'O(log N + M) for M rows; with IDLE, also in the rows that are passed over.',
    history: [['6.2.0', 'IDLE, and ids that are left out themselves, marked with (.']],
    arguments: [
      { name: 'key', type: 'key' },
      { name: 'group', type: 'string' },
      {
        name: 'filters', type: 'block', flags: ['optional'], arguments: [
          { name: 'min-idle-time', type: 'integer', token: 'IDLE', flags: ['optional'] },
          { name: 'start', type: 'string' },
          { name: 'end', type: 'string' },
          { name: 'count', type: 'integer' },
          { name: 'consumer', type: 'string', flags: ['optional'] }
        ]
      }
    ]
  },
  run
}

interface Rows {
  minIdle: number
  start: StreamId
  end: StreamId
  count: number
  consumer: Bytes | undefined
}

function run(call: Call): Reply {
  const [key, name] = call.args.slice(1) as [Bytes, Bytes]
  const asked = parseRows(call.args)
  const { group } = findGroup(call, key, name)
  return asked === undefined ? summarize(group) : rows(group, asked, call.engine.clock.now())
}

/** Undefined for the summary. Words after the consumer are passed over, as Redis does. */
function parseRows(args: readonly Bytes[]): Rows | undefined {
  if (args.length === 3) return undefined
  if (args.length < 6 || args.length > 9) throw new CommandError('ERR syntax error')
  let at = 3
  let minIdle = 0
  if (args[3]?.toLowerCase() === 'idle') {
    minIdle = parseNumber(args[4])
    if (args.length < 8) throw new CommandError('ERR syntax error')
    at = 5
  }
  const [start, end, count] = args.slice(at) as [Bytes, Bytes, Bytes]
  // The count is checked before the ids.
  const limit = Math.max(0, parseNumber(count))
  return { minIdle, start: parseRangeStart(start), end: parseRangeEnd(end), count: limit, consumer: args[at + 3] }
}

/** The counts of consumers are strings (all releases). */
function summarize(group: ConsumerGroup): Reply {
  const { pending } = group
  const first = pending.first()
  const last = pending.last()
  if (first === undefined || last === undefined) return [0, null, null, NIL_ARRAY]
  const consumers = [...group.consumers].filter(([, consumer]) => consumer.pending.size > 0).map(([name, consumer]) => [name, String(consumer.pending.size)])
  return [pending.size, formatId(first[0]), formatId(last[0]), consumers]
}

function rows(group: ConsumerGroup, { minIdle, start, end, count, consumer }: Rows, now: number): Reply {
  const list = consumer === undefined ? group.pending : group.consumers.get(consumer)?.pending
  const found: Reply[] = []
  if (list === undefined || count === 0) return found
  for (const [id, entry] of list.from(start)) {
    if (id > end) break
    const idle = now - entry.deliveredAt
    if (minIdle !== 0 && idle < minIdle) continue
    // What was given back (8.8) has no owner and has not been waiting with anyone.
    found.push([formatId(id), entry.consumer?.name ?? '', entry.consumer === undefined ? -1 : Math.max(0, idle), entry.deliveries])
    if (found.length === count) break
  }
  return found
}
