import type { Bytes } from '../../protocol/bytes'
import { addInt64, type Int64 } from '../../protocol/int64'
import { CommandError, type Reply } from '../../protocol/reply'
import { parseId, tryParseId } from '../../stream/parse-id'
import { PendingEntry } from '../../stream/pending-entry'
import { FIRST_ID, formatId, type StreamId } from '../../stream/stream-id'
import { parseInteger, parseNumber } from '../arguments'
import type { Call, Command } from '../command'
import { toCText } from './c-text'
import { toEntryReply } from './entry-reply'
import { countChanges, findGroup, seeConsumer } from './stream-access'

export const xclaim: Command = {
  name: 'xclaim', arity: -6, flags: ['write', 'fast'], keys: { first: 1, last: 1, step: 1 },
  doc: {
    summary: 'Takes over pending entries that have been idle for long enough.', since: '5.0.0', group: 'stream', complexity: 'O(log N) for each id.',
    arguments: [
      { name: 'key', type: 'key' },
      { name: 'group', type: 'string' },
      { name: 'consumer', type: 'string' },
      { name: 'min-idle-time', type: 'string' },
      { name: 'id', type: 'string', flags: ['multiple'] },
      { name: 'ms', type: 'integer', token: 'IDLE', flags: ['optional'] },
      { name: 'unix-time-milliseconds', type: 'unix-time', token: 'TIME', flags: ['optional'] },
      { name: 'count', type: 'integer', token: 'RETRYCOUNT', flags: ['optional'] },
      { name: 'force', type: 'pure-token', token: 'FORCE', flags: ['optional'] },
      { name: 'justid', type: 'pure-token', token: 'JUSTID', flags: ['optional'] },
      { name: 'lastid', type: 'string', token: 'LASTID', flags: ['optional'] }
    ]
  },
  run
}

interface Claim {
  ids: StreamId[]
  /** What the entries' time of delivery becomes. */
  deliveredAt: number
  /** What their count becomes; undefined for one more, or with JUSTID the same. */
  deliveries: Int64 | undefined
  force: boolean
  justId: boolean
  lastId: StreamId
}

function run(call: Call): Reply {
  const [key, groupName, consumerName, minIdleWord] = call.args.slice(1) as [Bytes, Bytes, Bytes, Bytes]
  const { stream, group } = findGroup(call, key, groupName)
  const minIdle = Math.max(0, parseNumber(minIdleWord, 'ERR Invalid min-idle-time argument for XCLAIM'))
  const now = call.engine.clock.now()
  const claim = parseClaim(call.args, now)
  if (claim.lastId > group.lastId) {
    group.lastId = claim.lastId
    countChanges(call)
  }
  // Since 7.2 whoever tries is a consumer; before, only whoever gets something.
  if (call.engine.capabilities.inactive) seeConsumer(call, key, group, consumerName)

  const claimed: Reply[] = []
  for (const id of claim.ids) {
    const entry = stream.log.get(id)
    // An entry that was deleted is not pending any more (7.0).
    if (entry === undefined) {
      if (group.remove(id)) countChanges(call)
      continue
    }
    let pending = group.pending.get(id)
    if (pending === undefined) {
      if (!claim.force) continue
      pending = new PendingEntry(id, seeConsumer(call, key, group, consumerName), now, 1)
      group.add(pending)
    } else if (pending.consumer !== undefined && minIdle > 0 && now - pending.deliveredAt < minIdle) continue
    const consumer = seeConsumer(call, key, group, consumerName)
    consumer.activeAt = now
    group.assign(pending, consumer, claim.deliveredAt, claim.deliveries ?? addInt64(pending.deliveries, claim.justId ? 0 : 1))
    countChanges(call)
    claimed.push(claim.justId ? formatId(id) : toEntryReply(entry))
  }
  return claimed
}

/** Ids up to the first word that is none, then options. */
function parseClaim(args: readonly Bytes[], now: number): Claim {
  const ids: StreamId[] = []
  let at = 5
  for (; at < args.length; at++) {
    const id = tryParseId(args[at] as Bytes)
    if (id === undefined) break
    ids.push(id)
  }
  const claim: Claim = { ids, deliveredAt: now, deliveries: undefined, force: false, justId: false, lastId: FIRST_ID }
  let deliveredAt = -1
  for (; at < args.length; at++) {
    const word = args[at] as Bytes
    const option = word.toLowerCase()
    const value = args[at + 1]
    if (option === 'force') claim.force = true
    else if (option === 'justid') claim.justId = true
    else if (value === undefined) throw unrecognized(word)
    else {
      at += 1
      if (option === 'idle') deliveredAt = now - parseNumber(value, 'ERR Invalid IDLE option argument for XCLAIM')
      else if (option === 'time') deliveredAt = parseNumber(value, 'ERR Invalid TIME option argument for XCLAIM')
      else if (option === 'retrycount') {
        const count = parseInteger(value, 'ERR Invalid RETRYCOUNT option argument for XCLAIM')
        claim.deliveries = count < 0 ? undefined : count
      } else if (option === 'lastid') claim.lastId = parseId(value)
      else throw unrecognized(word)
    }
  }
  // A time that cannot be is no error: clocks of clients differ.
  if (deliveredAt >= 0 && deliveredAt <= now) claim.deliveredAt = deliveredAt
  return claim
}

function unrecognized(word: Bytes): CommandError {
  return new CommandError(`ERR Unrecognized XCLAIM option '${toCText(word)}'`)
}
