import { bytesToText, type ByteText } from './byte-text'
import type { Count } from './count'
import type { EntryId } from './entry-id'
import { parseList, parsed, unreadable, type Parsed } from './parsed'
import { replyCount, replyId, replyNumber, replyText, type DecodeText } from './reply-value'

/** XPENDING key group, the summary form. */
export interface XpendingSummary {
  total: number
  smallestId?: EntryId
  greatestId?: EntryId
  owners: { consumer: ByteText; pending: Count }[]
}

/** One row of XPENDING key group start end count. */
export interface XpendingRow {
  id: EntryId
  /** Undefined for an entry without an owner (XNACK, 8.8); an empty name is a legal owner. */
  consumer?: ByteText
  /** Milliseconds since the last delivery; -1 when it has no owner. */
  idle: number
  deliveries: Count
}

/** An empty PEL is answered as `[0, nil, nil, nil]`. */
export function parseXpendingSummary(reply: unknown, decode: DecodeText = bytesToText): Parsed<XpendingSummary> {
  if (!Array.isArray(reply)) return unreadable('XPENDING is not a list')
  const [first, smallest, greatest, perConsumer] = reply as unknown[]
  const total = replyNumber(first)
  if (total === undefined) return unreadable('XPENDING gave no total')
  const owners = parseList('XPENDING owners', perConsumer ?? [], (item) => {
    if (!Array.isArray(item)) return unreadable('an owner is not a pair')
    const consumer = replyText(item[0], decode)
    const pending = replyCount(item[1])
    return consumer === undefined || pending === undefined ? unreadable('an owner has no name or count') : parsed({ consumer, pending })
  })
  if (owners.kind === 'unreadable') return owners
  const smallestId = replyId(smallest)
  const greatestId = replyId(greatest)
  return parsed({
    total,
    ...(smallestId !== undefined && { smallestId }),
    ...(greatestId !== undefined && { greatestId }),
    owners: owners.value
  })
}

export function parseXpendingRows(reply: unknown, decode: DecodeText = bytesToText): Parsed<XpendingRow[]> {
  return parseList('XPENDING', reply, (item) => {
    if (!Array.isArray(item)) return unreadable('a row is not a list')
    const id = replyId(item[0], decode)
    const consumer = replyText(item[1], decode)
    const idle = replyNumber(item[2])
    const deliveries = replyCount(item[3])
    if (id === undefined || consumer === undefined || idle === undefined || deliveries === undefined) return unreadable('a row is not id, consumer, idle, deliveries')
    // 8.8 answers an entry without an owner as consumer "" with idle -1; a consumer called "" never has a negative idle.
    const owned = consumer !== '' || idle >= 0
    return parsed({ id, ...(owned && { consumer }), idle, deliveries })
  })
}
