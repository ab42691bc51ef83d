import type { Database } from 'node-sqlite3-wasm'
import { DELIVERY_STATUSES, mergeDeliveries, toDeliveryKey, toOpenRecords, type DeliveryRecord, type LedgerNote, type OpenDelivery } from '@shared/model/delivery-record'
import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import type { EventTableRow, LedgerQuery } from './ledger-protocol'
import { number, optional, optionalText, rows, text, type Row } from './ledger-row'

/** `ord` of the schema. */
function toOrder(id: EntryId): string {
  return id.split('-').map((part) => part.padStart(20, '0')).join('')
}

function toDelivery(row: Row): DeliveryRecord {
  return {
    lab: text(row, 'lab'), group: text(row, 'grp'), id: toEntryId(text(row, 'event_id')), handler: text(row, 'handler'),
    status: DELIVERY_STATUSES.find((known) => known === row['status']) ?? 'pending', attempts: optional(row, 'attempts'),
    lastError: optionalText(row, 'last_error'), buriedWhy: optionalText(row, 'buried_why'), nextRetryAt: optional(row, 'next_retry_at'), deliveredAt: optional(row, 'delivered_at'),
    unwanted: row['unwanted'] === 1, source: { kind: 'ledger' }
  }
}

const UNWANTED = '(SELECT 1 FROM unwanted u WHERE u.lab = d.lab AND u.grp = d.grp AND u.event_id = d.event_id) AS unwanted'

/** What there is of each open entry, by the keys of both tables. */
function findNotes(db: Database, lab: string, open: readonly OpenDelivery[]): Map<string, LedgerNote> {
  if (open.length === 0) return new Map()
  const refs = JSON.stringify(open.map(({ group, id }) => [group, id]))
  const of = (table: string): string => `FROM json_each(?1) AS ref JOIN ${table} d ON d.lab = ?2 AND d.grp = json_extract(ref.value, '$[0]') AND d.event_id = json_extract(ref.value, '$[1]')`
  const notes = new Map<string, LedgerNote>()
  for (const row of rows(db, `SELECT d.grp, d.event_id ${of('unwanted')}`, [refs, lab])) notes.set(toDeliveryKey({ group: text(row, 'grp'), id: toEntryId(text(row, 'event_id')) }), 'unwanted')
  for (const row of rows(db, `SELECT d.*, ${UNWANTED} ${of('deliveries')}`, [refs, lab])) {
    const delivery = toDelivery(row)
    const key = toDeliveryKey(delivery)
    // Failed, and then not wanted any more: it is settled by that.
    if (!notes.has(key) || delivery.status !== 'failed') notes.set(key, delivery)
  }
  return notes
}

/** The order and the place of a page are an index's: nothing is sorted, and what is before it is not looked at. */
export function listDeliveries(db: Database, { lab, status, before, limit, open }: Extract<LedgerQuery, { kind: 'deliveries' }>): DeliveryRecord[] {
  const records = toOpenRecords(open, findNotes(db, lab, open))
  if (status === 'pending' || status === 'processing') return mergeDeliveries([], records, { status, before, limit })
  const sql = `SELECT d.*, ${UNWANTED} FROM deliveries d WHERE d.lab = ? ${status === undefined ? '' : 'AND d.status = ?'} ${before === undefined ? '' : 'AND (d.ord, d.grp) < (?, ?)'}
    ORDER BY d.ord DESC, d.grp DESC LIMIT ${limit + records.length}`
  const found = rows(db, sql, [lab, ...(status === undefined ? [] : [status]), ...(before === undefined ? [] : [toOrder(before.id), before.group])])
  return mergeDeliveries(found.map(toDelivery), records, { status, before, limit })
}

export function listEvents(db: Database, { lab, before, limit }: Extract<LedgerQuery, { kind: 'events' }>): EventTableRow[] {
  const sql = `SELECT * FROM events WHERE lab = ? ${before === undefined ? '' : 'AND (ord, stream) < (?, ?)'} ORDER BY ord DESC, stream DESC LIMIT ${limit}`
  return rows(db, sql, [lab, ...(before === undefined ? [] : [toOrder(before.id), before.stream])]).map((row) => ({
    lab: text(row, 'lab'), stream: text(row, 'stream'), id: toEntryId(text(row, 'id')), type: text(row, 'type'), source: text(row, 'source'), correlationId: text(row, 'correlation_id'),
    payload: text(row, 'payload'), createdAt: number(row, 'created_at'), processedAt: optional(row, 'processed_at')
  }))
}
