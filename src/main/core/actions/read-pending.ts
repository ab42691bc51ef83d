import type { GroupRef } from '@shared/model/stream-ref'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { parseXpendingRows } from '@shared/redis/parse-xpending'
import type { PendingRow } from '@shared/model/stream-state'
import { toArgument, toText } from '../redis/bytes'
import type { Command, Connection, Sender } from '../redis/dispatcher'
import { ServerError, type Reply } from '../redis/reply'

const HAND: Sender = { by: 'hand', who: 'preview' }

/** Above this many ids, one range over all of them costs the server less than one call each. */
const IDS_ONE_BY_ONE = 64
const RANGE_LIMIT = 1000

function range(group: GroupRef, from: string, to: string, count: number): Command {
  return ['XPENDING', toArgument(group.key), toArgument(group.group), from, to, String(count)]
}

function toRows(reply: Reply | ServerError | undefined): PendingRow[] {
  if (reply instanceof ServerError) throw reply
  const rows = parseXpendingRows(reply, toText)
  if (rows.kind === 'unreadable') throw new ServerError(`The reply to XPENDING could not be read: ${rows.why}`)
  return rows.value
}

/** The rows of these ids that are pending now, read by id and never by idle time, which would scan the whole list. */
export async function readPendingRows(connection: Connection, group: GroupRef, ids: readonly EntryId[]): Promise<PendingRow[]> {
  if (ids.length <= IDS_ONE_BY_ONE) {
    const replies = await connection.observer.pipeline(ids.map((id) => range(group, id, id, 1)), HAND)
    return replies.flatMap(toRows)
  }
  const sorted = [...ids].sort(compareEntryIds)
  const wanted = new Set<string>(ids)
  const rows: PendingRow[] = []
  let from: string = sorted[0] ?? '-'
  const to = sorted[sorted.length - 1] ?? '+'
  for (;;) {
    const page = toRows(await connection.observer.send(range(group, from, to, RANGE_LIMIT), HAND))
    rows.push(...page.filter((row) => wanted.has(row.id)))
    const last = page[page.length - 1]
    if (page.length < RANGE_LIMIT || last === undefined) return rows
    from = `(${last.id}`
  }
}

/** The first rows from an id on, at most RANGE_LIMIT: what XAUTOCLAIM would look at first. */
export async function readPendingFrom(connection: Connection, group: GroupRef, start: EntryId): Promise<PendingRow[]> {
  return toRows(await connection.observer.send(range(group, start, '+', RANGE_LIMIT), HAND))
}
