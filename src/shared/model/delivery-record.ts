import type { ByteText } from '../redis/byte-text'
import type { Count } from '../redis/count'
import { compareEntryIds, type EntryId } from '../redis/entry-id'

export const DELIVERY_STATUSES = ['pending', 'processing', 'delivered', 'failed', 'dead'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** Who says so: a row of the ledger; the server's pending list at a moment; or the worker that is at it. */
export type DeliverySource = { kind: 'ledger' } | { kind: 'server'; at: number; consumer?: ByteText | undefined; deliveries: Count } | { kind: 'worker'; consumer: ByteText }

/** How one entry stands in one group. */
export interface DeliveryRecord {
  lab: string
  group: string
  id: EntryId
  handler: string
  status: DeliveryStatus
  /** Those that have ended, as the ledger was told. Undefined of what was buried before it was told of any. */
  attempts: number | undefined
  lastError: string | undefined
  /** Why it was moved to the dead letters. */
  buriedWhy: string | undefined
  nextRetryAt: number | undefined
  deliveredAt: number | undefined
  /** It was settled without another attempt, because its handler did not want its type any more. */
  unwanted: boolean
  source: DeliverySource
}

/** An entry that the host knows to be open: nothing of it may be in the ledger, which is told how an attempt ended. */
export interface OpenDelivery {
  lab: string
  group: string
  id: EntryId
  handler: string
  source: Exclude<DeliverySource, { kind: 'ledger' }>
}

/** Where a page begins: after this row. */
export interface DeliveryCursor {
  id: EntryId
  group: string
}

/** What the ledger has of an open entry. */
export type LedgerNote = DeliveryRecord | 'unwanted'

export function toDeliveryKey({ id, group }: DeliveryCursor): string {
  return `${id} ${group}`
}

/** Newest first; of one entry, the groups from the last name to the first. */
export function compareDeliveries(a: DeliveryCursor, b: DeliveryCursor): number {
  return compareEntryIds(b.id, a.id) || (a.group < b.group ? 1 : a.group > b.group ? -1 : 0)
}

/**
 * The rows of open entries that the ledger does not contradict. What it has delivered or buried is so, though the last
 * reading still found it pending; what it has failed stays failed until somebody is at it again.
 */
export function toOpenRecords(open: readonly OpenDelivery[], notes: ReadonlyMap<string, LedgerNote>): DeliveryRecord[] {
  return open.flatMap((delivery): DeliveryRecord[] => {
    const note = notes.get(toDeliveryKey(delivery))
    const worked = delivery.source.kind === 'worker'
    if (note === 'unwanted' || (note !== undefined && !(worked && note.status === 'failed'))) return []
    return [{ ...delivery, status: worked ? 'processing' : 'pending', attempts: note === undefined ? 0 : note.attempts, lastError: note?.lastError, buriedWhy: undefined, nextRetryAt: undefined, deliveredAt: undefined, unwanted: false }]
  })
}

export interface DeliveryPage {
  status?: DeliveryStatus | undefined
  before?: DeliveryCursor | undefined
  limit: number
}

/**
 * One page of both, newest first. `rows`: of the ledger, in order, of this status and after the cursor, as many as the
 * page takes and one more for each open record: those that are at work again stand among the open ones.
 */
export function mergeDeliveries(rows: readonly DeliveryRecord[], open: readonly DeliveryRecord[], { status, before, limit }: DeliveryPage): DeliveryRecord[] {
  const shown = open.filter((record) => (status === undefined || record.status === status) && (before === undefined || compareDeliveries(before, record) < 0))
  const taken = new Set(open.map(toDeliveryKey))
  return [...shown, ...rows.filter((row) => !taken.has(toDeliveryKey(row)))].sort(compareDeliveries).slice(0, limit)
}
