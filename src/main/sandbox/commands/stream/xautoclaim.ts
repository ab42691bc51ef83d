import type { Bytes } from '../../protocol/bytes'
import { addInt64 } from '../../protocol/int64'
import { CommandError, type Reply } from '../../protocol/reply'
import { parseRangeStart } from '../../stream/parse-id'
import { FIRST_ID, formatId, type StreamId } from '../../stream/stream-id'
import type { PendingEntry } from '../../stream/pending-entry'
import type { ConsumerGroup } from '../../stream/consumer-group'
import { parseInteger, parseNumber } from '../arguments'
import type { Call, Command, CommandDoc } from '../command'
import { toEntryReply } from './entry-reply'
import { countChanges, findGroup, seeConsumer } from './stream-access'

const XAUTOCLAIM_DOC: CommandDoc = {
  summary: 'Looks through the pending entries of a group and takes over those that have been idle for long enough.', since: '6.2.0', group: 'stream', complexity: 'O(1) with a small COUNT.',
  history: [['7.0.0', 'A third element: the ids that were pending and are gone from the stream.']],
  arguments: [
    { name: 'key', type: 'key' },
    { name: 'group', type: 'string' },
    { name: 'consumer', type: 'string' },
    { name: 'min-idle-time', type: 'string' },
    { name: 'start', type: 'string' },
    { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] },
    { name: 'justid', type: 'pure-token', token: 'JUSTID', flags: ['optional'] }
  ]
}

export const xautoclaim: Command = { name: 'xautoclaim', arity: -6, flags: ['write', 'fast'], keys: { first: 1, last: 1, step: 1 }, doc: XAUTOCLAIM_DOC, run }

/** For each entry that may be claimed, ten are looked at: one call never goes through a long list of fresh entries. */
const LOOKED_AT_PER_CLAIM = 10

/** COUNT may be so much that its ids still fit into memory (LONG_MAX over the size of an id). */
const GREATEST_COUNT = (2n ** 63n - 1n) / 16n

function run(call: Call): Reply {
  const [key, groupName, consumerName, minIdleWord, startWord] = call.args.slice(1) as [Bytes, Bytes, Bytes, Bytes, Bytes]
  // It looks for the key before it reads anything else (7.0): a miss is told even when the words are wrong.
  call.engine.keyspace.find(call.db, key)
  const minIdle = Math.max(0, parseNumber(minIdleWord, 'ERR Invalid min-idle-time argument for XAUTOCLAIM'))
  const start = parseRangeStart(startWord)
  const { count, justId } = parseOptions(call.args)
  const { stream, group } = findGroup(call, key, groupName, 'write')
  const now = call.engine.clock.now()
  if (call.engine.capabilities.inactive) seeConsumer(call, key, group, consumerName)

  const { looked, cursor } = lookAt(group, start, count, (id, pending) => !stream.log.has(id) || minIdle === 0 || now - pending.deliveredAt >= minIdle)
  const claimed: Reply[] = []
  const deleted: Reply[] = []
  countChanges(call, looked.length)
  for (const [id, pending] of looked) {
    const entry = stream.log.get(id)
    if (entry === undefined) {
      group.remove(id)
      deleted.push(formatId(id))
      continue
    }
    const consumer = seeConsumer(call, key, group, consumerName)
    consumer.activeAt = now
    group.assign(pending, consumer, now, addInt64(pending.deliveries, justId ? 0 : 1))
    claimed.push(justId ? formatId(id) : toEntryReply(entry))
  }
  return [formatId(cursor ?? FIRST_ID), claimed, deleted]
}

/** The rows to take, chosen before anything is changed, and where the next call goes on: undefined at the end. */
function lookAt(group: ConsumerGroup, start: StreamId, count: number, takes: (id: StreamId, pending: PendingEntry) => boolean): { looked: [StreamId, PendingEntry][]; cursor: StreamId | undefined } {
  const looked: [StreamId, PendingEntry][] = []
  let attempts = count * LOOKED_AT_PER_CLAIM
  for (const row of group.pending.from(start)) {
    if (attempts === 0 || looked.length === count) return { looked, cursor: row[0] }
    attempts -= 1
    if (takes(...row)) looked.push(row)
  }
  return { looked, cursor: undefined }
}

function parseOptions(args: readonly Bytes[]): { count: number; justId: boolean } {
  let count = 100
  let justId = false
  for (let at = 6; at < args.length; at++) {
    const option = args[at]?.toLowerCase()
    const value = args[at + 1]
    if (option === 'count' && value !== undefined) {
      const asked = parseInteger(value, 'ERR COUNT must be > 0')
      if (asked < 1 || asked > GREATEST_COUNT) throw new CommandError('ERR COUNT must be > 0')
      count = Number(asked)
      at += 1
    } else if (option === 'justid') justId = true
    else throw new CommandError('ERR syntax error')
  }
  return { count, justId }
}
