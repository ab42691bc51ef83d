import type { DataFault, GroupLoss } from '@shared/contract/faults'
import type { ByteText } from '@shared/redis/byte-text'
import { compareEntryIds, nextEntryId, previousEntryId, type EntryId } from '@shared/redis/entry-id'
import { parseXinfoGroups, type XinfoGroup } from '@shared/redis/parse-xinfo'
import { parseXpendingRows } from '@shared/redis/parse-xpending'
import { replyId, replyNumber } from '@shared/redis/reply-value'
import { toArgument, toText } from '../../redis/bytes'
import type { Connection, Sender } from '../../redis/dispatcher'
import { ServerError, type Reply } from '../../redis/reply'

const SENDER: Sender = { by: 'hand', who: 'preview' }
/** Entries, and pending rows of a group, that are looked at for one preview. */
const LOOK_LIMIT = 10_000
const PAGE = 500
const PENDING_PAGE = 1000
/** A page of entries comes with their payloads: so many bytes at most, by the average of the stream. */
const PAGE_BYTES = 4 * 1024 * 1024
const MOST_GROUPS = 64

type RemovingEntries = Extract<DataFault, { kind: 'trim' | 'delete-stream' }>

export interface Losses {
  /** Entries that go; at least, when `atLeast`. */
  entries: number
  length: number
  losses: GroupLoss[]
  atLeast: boolean
}

function idsOf(reply: Reply): EntryId[] {
  if (!Array.isArray(reply)) throw new ServerError('The reply to XRANGE could not be read.')
  return (reply as readonly unknown[]).flatMap((entry) => (Array.isArray(entry) ? (replyId(entry[0]) ?? []) : []))
}

/** Ids that would go, oldest first. Entries are many and large: bounded, and said when there are more. */
async function readGoing(connection: Connection, key: ByteText, fault: RemovingEntries, length: number): Promise<{ ids: EntryId[]; complete: boolean }> {
  const name = toArgument(key)
  const to = fault.kind === 'trim' && fault.by === 'minid' ? previousEntryId(fault.threshold) : '+'
  const wanted = fault.kind === 'trim' && fault.by === 'maxlen' ? Math.max(0, length - fault.threshold) : Infinity
  const memory = replyNumber(await connection.observer.send(['MEMORY', 'USAGE', name], SENDER).catch((): null => null))
  const page = Math.max(1, Math.min(PAGE, Math.floor(PAGE_BYTES / Math.max(1, (memory ?? 0) / Math.max(1, length)))))
  const ids: EntryId[] = []
  let from: EntryId | '-' | undefined = '-'
  while (to !== undefined && from !== undefined && ids.length < Math.min(wanted, LOOK_LIMIT)) {
    const count: number = Math.min(page, wanted - ids.length, LOOK_LIMIT - ids.length)
    const found = idsOf(await connection.observer.send(['XRANGE', name, from, to, 'COUNT', String(count)], SENDER))
    ids.push(...found)
    const last = found.at(-1)
    if (last === undefined || found.length < count) return { ids, complete: true }
    from = nextEntryId(last)
  }
  return { ids, complete: to === undefined || ids.length >= wanted }
}

/** Pending ids of a group up to `last` whose entries are among those that go. */
async function countPendingAmong(connection: Connection, key: ByteText, group: XinfoGroup, going: ReadonlySet<EntryId>, last: EntryId): Promise<{ pending: number; complete: boolean }> {
  let pending = 0
  let from: EntryId | '-' | undefined = '-'
  for (let looked = 0; from !== undefined && looked < LOOK_LIMIT; looked += PENDING_PAGE) {
    const rows = parseXpendingRows(await connection.observer.send(['XPENDING', toArgument(key), toArgument(group.name), from, last, String(PENDING_PAGE)], SENDER), toText)
    if (rows.kind === 'unreadable') throw new ServerError(`The reply to XPENDING could not be read: ${rows.why}`)
    pending += rows.value.filter((row) => going.has(row.id)).length
    const end = rows.value.at(-1)
    if (end === undefined || rows.value.length < PENDING_PAGE) return { pending, complete: true }
    from = nextEntryId(end.id)
  }
  return { pending, complete: false }
}

/** What goes with the entries that a trim or a deletion takes, asked of the server (TRUST G8). Rejects with ServerError or NoReplyError. */
export async function countLosses(connection: Connection, key: ByteText, fault: RemovingEntries): Promise<Losses> {
  const name = toArgument(key)
  const groups = parseXinfoGroups(await connection.observer.send(['XINFO', 'GROUPS', name], SENDER), toText)
  if (groups.kind === 'unreadable') throw new ServerError(`The reply could not be read: ${groups.why}`)
  const length = replyNumber(await connection.observer.send(['XLEN', name], SENDER)) ?? 0
  const { ids, complete } = await readGoing(connection, key, fault, length)
  const going = new Set(ids)
  const last = ids.at(-1)
  let whole = complete && groups.value.length <= MOST_GROUPS
  const losses: GroupLoss[] = []
  for (const group of groups.value.slice(0, MOST_GROUPS)) {
    const undelivered = ids.filter((id) => compareEntryIds(id, group.lastDeliveredId) > 0).length
    // With the key goes the list itself, whatever is in it.
    const found = fault.kind === 'delete-stream' ? { pending: group.pending, complete: true }
      : last === undefined || group.pending === 0 ? { pending: 0, complete: true } : await countPendingAmong(connection, key, group, going, last)
    whole &&= found.complete
    losses.push({ group: group.name, undelivered, pending: found.pending })
  }
  return { entries: fault.kind === 'delete-stream' ? length : ids.length, length, losses, atLeast: !whole }
}
