import type { Bytes } from '../../protocol/bytes'
import { CommandError, MapReply, type Reply } from '../../protocol/reply'
import type { Consumer } from '../../stream/consumer'
import type { ConsumerGroup } from '../../stream/consumer-group'
import type { Idempotence } from '../../stream/idempotence'
import { lagOf } from '../../stream/lag'
import { FIRST_ID, formatId, LAST_ID } from '../../stream/stream-id'
import type { Stream } from '../../stream/stream'
import type { LogEntry } from '../../stream/stream-log'
import { parseNumber } from '../arguments'
import type { Call } from '../command'
import { toCText } from './c-text'
import { toEntryReply } from './entry-reply'

type Pairs = [Bytes, Reply][]

/** XINFO STREAM: in short, or with FULL in length, with at most so many entries and pending rows each. */
export function describeStream(call: Call, stream: Stream): Reply {
  const count = parseFull(call.args)
  const facts: Pairs = [
    ['length', stream.length],
    ['radix-tree-keys', stream.log.nodeCount],
    ['radix-tree-nodes', stream.log.radixNodeCount],
    ['last-generated-id', formatId(stream.lastId)],
    ['max-deleted-entry-id', formatId(stream.maxDeletedId)],
    ['entries-added', stream.entriesAdded],
    ['recorded-first-entry-id', formatId(stream.firstId)],
    ...(call.engine.capabilities.idempotentAdd ? describeIdempotence(stream.idempotence, call.engine.clock.now()) : [])
  ]
  if (count === undefined) {
    const first = firstOf(stream.log.range(FIRST_ID, LAST_ID))
    const last = firstOf(stream.log.rangeDown(FIRST_ID, LAST_ID))
    return new MapReply([...facts, ['groups', stream.groups.size], ['first-entry', first], ['last-entry', last]])
  }
  const entries = take(stream.log.range(FIRST_ID, LAST_ID), count).map(toEntryReply)
  const groups = [...stream.groups].map(([, group]) => describeGroup(call, stream, group, count))
  return new MapReply([...facts, ['entries', entries], ['groups', groups]])
}

/** Told by 8.6 even when nobody ever used it. */
function describeIdempotence(idempotence: Idempotence, now: number): Pairs {
  idempotence.expire(now)
  return [
    ['idmp-duration', idempotence.durationSeconds],
    ['idmp-maxsize', idempotence.maxSize],
    ['pids-tracked', idempotence.producers],
    ['iids-tracked', idempotence.tracked],
    ['iids-added', idempotence.added],
    ['iids-duplicates', idempotence.duplicates]
  ]
}

function describeGroup(call: Call, stream: Stream, group: ConsumerGroup, count: number): Reply {
  const pending = take(group.pending.from(), count).map(([id, entry]): Reply => [formatId(id), entry.consumer?.name ?? '', entry.deliveredAt, entry.deliveries])
  return new MapReply([
    ['name', group.name],
    ['last-delivered-id', formatId(group.lastId)],
    ['entries-read', group.entriesRead ?? null],
    ['lag', lagOf(stream, group, call.engine.capabilities.exactLag) ?? null],
    ['pel-count', group.pending.size],
    ...(call.engine.capabilities.negativeAck ? [['nacked-count', group.givenBack] as const] : []),
    ['pending', pending],
    ['consumers', [...group.consumers].map(([, consumer]) => describeConsumer(call, consumer, count))]
  ])
}

function describeConsumer(call: Call, consumer: Consumer, count: number): Reply {
  const pending = take(consumer.pending.from(), count).map(([id, entry]): Reply => [formatId(id), entry.deliveredAt, entry.deliveries])
  return new MapReply([
    ['name', consumer.name],
    ['seen-time', consumer.seenAt],
    ...(call.engine.capabilities.inactive ? [['active-time', consumer.activeAt] as const] : []),
    ['pel-count', consumer.pending.size],
    ['pending', pending]
  ])
}

/** The COUNT of FULL, 0 for everything; undefined without FULL. */
function parseFull(args: readonly Bytes[]): number | undefined {
  const [full, word, value] = args.slice(3)
  if (full === undefined) return undefined
  const isFull = full.toLowerCase() === 'full' && (args.length === 4 || (args.length === 6 && word?.toLowerCase() === 'count'))
  if (!isFull) throw new CommandError(`ERR unknown subcommand or wrong number of arguments for '${toCText(args[1] as Bytes).slice(0, 128)}'. Try XINFO HELP.`)
  if (value === undefined) return 10
  const count = parseNumber(value)
  return count < 0 ? 10 : count
}

function firstOf(entries: Iterable<LogEntry>): Reply {
  for (const entry of entries) return toEntryReply(entry)
  return null
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = []
  for (const item of items) {
    taken.push(item)
    if (taken.length === count) break
  }
  return taken
}
