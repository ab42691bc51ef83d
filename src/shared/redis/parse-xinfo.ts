import { bytesToText, type ByteText } from './byte-text'
import type { Count } from './count'
import type { EntryId } from './entry-id'
import { parseList, parsed, unreadable, type Parsed } from './parsed'
import { parseReplyMap, type ReplyMap } from './parse-reply-map'
import { replyCount, replyId, replyNumber, replyText, type DecodeText } from './reply-value'

/** XINFO STREAM, without the two entries that it carries. */
export interface XinfoStream {
  length: number
  lastGeneratedId: EntryId
  /** From 7.0. */
  entriesAdded?: Count
  /** From 7.0; `0-0` when XDEL never removed anything. */
  maxDeletedId?: EntryId
  /** Absent when the stream is empty. */
  firstId?: EntryId
  lastId?: EntryId
}

/** One element of XINFO GROUPS. `null` is the server's nil: it does not know. `undefined`: it does not say (before 7.0). */
export interface XinfoGroup {
  name: ByteText
  consumers: number
  pending: number
  lastDeliveredId: EntryId
  entriesRead?: Count | null
  lag?: Count | null
}

/** One element of XINFO CONSUMERS. Times in milliseconds. */
export interface XinfoConsumer {
  name: ByteText
  pending: number
  idle: number
  /** From 7.2; -1 for a consumer that never succeeded. */
  inactive?: number
}

/** The id of an entry reply `[id, [field, value, …]]`, without touching its payload. */
function entryIdOf(entry: unknown): EntryId | undefined {
  return Array.isArray(entry) ? replyId(entry[0]) : undefined
}

export function parseXinfoStream(reply: unknown): Parsed<XinfoStream> {
  const fields = parseReplyMap(reply)
  if (fields.kind === 'unreadable') return unreadable(`XINFO STREAM: ${fields.why}`)
  const map = fields.value
  const length = replyNumber(map.get('length'))
  const lastGeneratedId = replyId(map.get('last-generated-id'))
  if (length === undefined) return unreadable('XINFO STREAM gave no length')
  if (lastGeneratedId === undefined) return unreadable('XINFO STREAM gave no last-generated-id')
  const entriesAdded = replyCount(map.get('entries-added'))
  const maxDeletedId = replyId(map.get('max-deleted-entry-id'))
  const firstId = entryIdOf(map.get('first-entry'))
  const lastId = entryIdOf(map.get('last-entry'))
  return parsed({
    length,
    lastGeneratedId,
    ...(entriesAdded !== undefined && { entriesAdded }),
    ...(maxDeletedId !== undefined && { maxDeletedId }),
    ...(firstId !== undefined && { firstId }),
    ...(lastId !== undefined && { lastId })
  })
}

function nullableCount(map: ReplyMap, name: string): Count | null | undefined {
  const value = map.get(name)
  return value === null ? null : replyCount(value)
}

export function parseXinfoGroups(reply: unknown, decode: DecodeText = bytesToText): Parsed<XinfoGroup[]> {
  return parseList('XINFO GROUPS', reply, (item) => {
    const fields = parseReplyMap(item, decode)
    if (fields.kind === 'unreadable') return fields
    const map = fields.value
    const name = replyText(map.get('name'), decode)
    const pending = replyNumber(map.get('pending'))
    const lastDeliveredId = replyId(map.get('last-delivered-id'))
    if (name === undefined) return unreadable('a group has no name')
    if (pending === undefined || lastDeliveredId === undefined) return unreadable('a group has no pending or last-delivered-id')
    const entriesRead = nullableCount(map, 'entries-read')
    const lag = nullableCount(map, 'lag')
    return parsed({
      name,
      consumers: replyNumber(map.get('consumers')) ?? 0,
      pending,
      lastDeliveredId,
      ...(entriesRead !== undefined && { entriesRead }),
      ...(lag !== undefined && { lag })
    })
  })
}

export function parseXinfoConsumers(reply: unknown, decode: DecodeText = bytesToText): Parsed<XinfoConsumer[]> {
  return parseList('XINFO CONSUMERS', reply, (item) => {
    const fields = parseReplyMap(item, decode)
    if (fields.kind === 'unreadable') return fields
    const map = fields.value
    const name = replyText(map.get('name'), decode)
    const pending = replyNumber(map.get('pending'))
    const idle = replyNumber(map.get('idle'))
    if (name === undefined) return unreadable('a consumer has no name')
    if (pending === undefined || idle === undefined) return unreadable('a consumer has no pending or idle')
    const inactive = replyNumber(map.get('inactive'))
    return parsed({ name, pending, idle, ...(inactive !== undefined && { inactive }) })
  })
}
