import type { ByteText } from '@shared/redis/byte-text'
import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import { toArgument } from '../redis/bytes'
import type { Argument, Command } from '../redis/dispatcher'
import type { Reply } from '../redis/reply'

export interface ReceivedEntry {
  id: EntryId
  /** Pending, but no longer in the stream: the server answers nil for its fields. */
  gone: boolean
}

/** The commands of one consumer, with the names turned into bytes once. */
export interface GroupCommands {
  /** `>`: new entries, waits up to `blockMs`. An id: own pending entries after it, at once. */
  read(cursor: '>' | EntryId, count: number, blockMs: number): Command
  acknowledge(ids: readonly EntryId[]): Command
  createGroup(startId: '$' | EntryId): Command
  createConsumer(): Command
}

export function createGroupCommands(key: ByteText, group: ByteText, consumer: ByteText): GroupCommands {
  const keyName = toArgument(key)
  const groupName = toArgument(group)
  const consumerName = toArgument(consumer)
  return {
    read(cursor, count, blockMs) {
      const block: Argument[] = cursor === '>' ? ['BLOCK', String(blockMs)] : []
      return ['XREADGROUP', 'GROUP', groupName, consumerName, 'COUNT', String(count), ...block, 'STREAMS', keyName, cursor]
    },
    acknowledge: (ids) => ['XACK', keyName, groupName, ...ids],
    createGroup: (startId) => ['XGROUP', 'CREATE', keyName, groupName, startId, 'MKSTREAM'],
    createConsumer: () => ['XGROUP', 'CREATECONSUMER', keyName, groupName, consumerName]
  }
}

/** Takes the ids out of an XREADGROUP reply of one stream. Fields are left as bytes: no loop looks at them. */
export function parseReceived(reply: Reply): ReceivedEntry[] {
  if (!Array.isArray(reply)) return []
  const stream: unknown = reply[0]
  const entries: unknown = Array.isArray(stream) ? stream[1] : undefined
  if (!Array.isArray(entries)) return []
  const received: ReceivedEntry[] = []
  for (const entry of entries) {
    if (!Array.isArray(entry)) continue
    const id: unknown = entry[0]
    if (Buffer.isBuffer(id)) received.push({ id: toEntryId(id.toString('latin1')), gone: entry[1] === null })
  }
  return received
}
