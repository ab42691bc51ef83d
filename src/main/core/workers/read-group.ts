import type { ByteText } from '@shared/redis/byte-text'
import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import { toArgument } from '../redis/bytes'
import type { Argument, Command } from '../redis/dispatcher'
import type { Reply } from '../redis/reply'

export interface ReceivedEntry {
  id: EntryId
  /** Pending, but no longer in the stream: the server answers nil for its fields. */
  gone: boolean
  /** It was delivered before: own pending, claimed or tried again. */
  again: boolean
  /** As the reply has them, names and values in turn. No loop looks at them unless a policy does. */
  fields: Reply | undefined
}

export interface ReadOptions {
  noAck?: boolean
  /** XREADGROUP … CLAIM (Redis 8.4): idle pending entries of the group come first. */
  claimMinIdleMs?: number
}

/** The commands of one consumer, with the names turned into bytes once. */
export interface GroupCommands {
  /** `>`: new entries, waits up to `blockMs`, and not at all without it. An id: own pending entries after it, at once. */
  read(cursor: '>' | EntryId, count: number, blockMs: number | undefined, more?: ReadOptions): Command
  acknowledge(ids: readonly EntryId[]): Command
  createGroup(startId: '$' | EntryId): Command
  createConsumer(): Command
}

export function createGroupCommands(key: ByteText, group: ByteText, consumer: ByteText): GroupCommands {
  const keyName = toArgument(key)
  const groupName = toArgument(group)
  const consumerName = toArgument(consumer)
  return {
    read(cursor, count, blockMs, more = {}) {
      const fresh = cursor === '>'
      const block: Argument[] = fresh && blockMs !== undefined ? ['BLOCK', String(blockMs)] : []
      const noAck: Argument[] = fresh && more.noAck === true ? ['NOACK'] : []
      const claim: Argument[] = fresh && more.claimMinIdleMs !== undefined ? ['CLAIM', String(more.claimMinIdleMs)] : []
      return ['XREADGROUP', 'GROUP', groupName, consumerName, 'COUNT', String(count), ...block, ...noAck, ...claim, 'STREAMS', keyName, cursor]
    },
    acknowledge: (ids) => ['XACK', keyName, groupName, ...ids],
    createGroup: (startId) => ['XGROUP', 'CREATE', keyName, groupName, startId, 'MKSTREAM'],
    createConsumer: () => ['XGROUP', 'CREATECONSUMER', keyName, groupName, consumerName]
  }
}

/**
 * Entries of a reply: [id, fields], or [id, fields, idle, deliveries] where CLAIM was asked for (8.4), with more than no
 * delivery before for one that was claimed.
 */
export function parseEntryList(entries: Reply, again: boolean): ReceivedEntry[] {
  if (!Array.isArray(entries)) return []
  const received: ReceivedEntry[] = []
  for (const entry of entries) {
    if (!Array.isArray(entry)) continue
    const id: unknown = entry[0]
    if (!Buffer.isBuffer(id)) continue
    received.push({ id: toEntryId(id.toString('latin1')), gone: entry[1] === null, again: again || Number(entry[3] ?? 0) > 0, fields: entry[1] })
  }
  return received
}

/** The entries of an XREADGROUP reply of one stream. */
export function parseReceived(reply: Reply, again: boolean): ReceivedEntry[] {
  if (!Array.isArray(reply)) return []
  const stream: unknown = reply[0]
  return Array.isArray(stream) ? parseEntryList(stream[1], again) : []
}
