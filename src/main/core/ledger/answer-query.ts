import type { Database } from 'node-sqlite3-wasm'
import type { EffectCut } from '@shared/model/select-effect-tally'
import { toEntryId } from '@shared/redis/entry-id'
import type { DeliveryTableRow, LedgerQuery, LedgerResults } from './ledger-protocol'

type Row = Record<string, number | bigint | string | Uint8Array | null>

const text = (row: Row, column: string): string => String(row[column] ?? '')
const number = (row: Row, column: string): number => Number(row[column] ?? 0)
const optional = (row: Row, column: string): number | undefined => (row[column] === null || row[column] === undefined ? undefined : Number(row[column]))

function rows(db: Database, sql: string, values: (string | number)[]): Row[] {
  return db.all(sql, values) as Row[]
}

const STATUSES: readonly DeliveryTableRow['status'][] = ['pending', 'processing', 'delivered', 'failed', 'dead']

function countEffects(db: Database, lab: string | undefined): LedgerResults['count'] {
  const sql = `SELECT lab, grp, SUM(times = 1) AS once, SUM(times > 1) AS more, SUM(times) AS effects
    FROM (SELECT lab, grp, event_id, COUNT(*) AS times FROM effects ${lab === undefined ? '' : 'WHERE lab = ?'} GROUP BY lab, grp, event_id) GROUP BY lab, grp`
  return rows(db, sql, lab === undefined ? [] : [lab]).map((row) => ({ lab: text(row, 'lab'), group: text(row, 'grp'), once: number(row, 'once'), more: number(row, 'more'), effects: number(row, 'effects') }))
}

const LARGEST = 2n ** 63n - 1n
const clamp = (part: string | undefined): bigint => (BigInt(part ?? 0) > LARGEST ? LARGEST : BigInt(part ?? 0))

/** Each entry once, whatever is known of it, so that nothing done twice can stand in for something that never happened. */
function countAccounted(db: Database, lab: string, group: string, { upTo, pending }: EffectCut): number {
  const [ms, sequence] = upTo.split('-').map(clamp)
  const msOf = `CAST(substr(event_id, 1, instr(event_id, '-') - 1) AS INTEGER)`
  const sequenceOf = `CAST(substr(event_id, instr(event_id, '-') + 1) AS INTEGER)`
  const sql = `SELECT COUNT(*) AS n FROM (
      SELECT event_id FROM effects WHERE lab = ?1 AND grp = ?2
      UNION SELECT event_id FROM deliveries WHERE lab = ?1 AND grp = ?2 AND buried = 1
      UNION SELECT event_id FROM unwanted WHERE lab = ?1 AND grp = ?2
    ) WHERE (${msOf} < ?3 OR (${msOf} = ?3 AND ${sequenceOf} <= ?4)) AND event_id NOT IN (SELECT value FROM json_each(?5))`
  return number((db.get(sql, [lab, group, ms ?? 0n, sequence ?? 0n, JSON.stringify(pending)]) ?? {}) as Row, 'n')
}

function listEffects(db: Database, { lab, group, onlyRepeated, before, limit }: Extract<LedgerQuery, { kind: 'effects' }>): LedgerResults['effects'] {
  const sql = `SELECT * FROM (
      SELECT e.*, (SELECT COUNT(*) FROM effects f WHERE f.lab = e.lab AND f.grp = e.grp AND f.event_id = e.event_id AND f.n <= e.n) AS nth
      FROM effects e WHERE lab = ? ${group === undefined ? '' : 'AND grp = ?'} ${before === undefined ? '' : 'AND n < ?'}
      ORDER BY n DESC ${onlyRepeated ? '' : `LIMIT ${limit}`}
    ) ${onlyRepeated ? `WHERE nth > 1 LIMIT ${limit}` : ''}`
  return rows(db, sql, [lab, ...(group === undefined ? [] : [group]), ...(before === undefined ? [] : [before])]).map((row) => ({
    n: number(row, 'n'), at: number(row, 'at'), lab: text(row, 'lab'), group: text(row, 'grp'), consumer: text(row, 'consumer'), handler: text(row, 'handler'),
    id: toEntryId(text(row, 'event_id')), kind: text(row, 'kind'), key: text(row, 'key'), nth: number(row, 'nth')
  }))
}

function listDeliveries(db: Database, { lab, group, status, offset, limit }: Extract<LedgerQuery, { kind: 'deliveries' }>): DeliveryTableRow[] {
  const sql = `SELECT * FROM deliveries WHERE lab = ? ${group === undefined ? '' : 'AND grp = ?'} ${status === undefined ? '' : 'AND status = ?'} ORDER BY event_id DESC LIMIT ${limit} OFFSET ${offset}`
  return rows(db, sql, [lab, ...(group === undefined ? [] : [group]), ...(status === undefined ? [] : [status])]).map((row) => ({
    lab: text(row, 'lab'), group: text(row, 'grp'), id: toEntryId(text(row, 'event_id')), handler: text(row, 'handler'),
    status: STATUSES.find((known) => known === row['status']) ?? 'pending', attempts: number(row, 'attempts'),
    lastError: row['last_error'] === null ? undefined : text(row, 'last_error'), nextRetryAt: optional(row, 'next_retry_at'), deliveredAt: optional(row, 'delivered_at')
  }))
}

/** Reads (and, for subscriptions and what is to be forgotten, writes) for the host. Limits are numbers that the contract has checked. */
export function answerQuery<Q extends LedgerQuery>(db: Database, query: Q): LedgerResults[Q['kind']]
export function answerQuery(db: Database, query: LedgerQuery): LedgerResults[LedgerQuery['kind']] {
  switch (query.kind) {
    case 'count':
      return countEffects(db, query.lab)
    case 'accounted':
      return query.cuts.map(({ group, cut }) => ({ group, entries: countAccounted(db, query.lab, group, cut) }))
    case 'effects':
      return listEffects(db, query)
    case 'effects-of':
      return query.ids.map((id) => ({ id, effects: number((db.get('SELECT COUNT(*) AS n FROM effects WHERE lab = ? AND grp = ? AND event_id = ?', [query.lab, query.group, id]) ?? {}) as Row, 'n') }))
    case 'deliveries':
      return listDeliveries(db, query)
    case 'events':
      return rows(db, `SELECT * FROM events WHERE lab = ? ORDER BY created_at DESC, id DESC LIMIT ${query.limit} OFFSET ${query.offset}`, [query.lab]).map((row) => ({
        lab: text(row, 'lab'), stream: text(row, 'stream'), id: toEntryId(text(row, 'id')), type: text(row, 'type'), source: text(row, 'source'), correlationId: text(row, 'correlation_id'),
        payload: text(row, 'payload'), createdAt: number(row, 'created_at'), processedAt: optional(row, 'processed_at')
      }))
    case 'subscriptions':
      return rows(db, 'SELECT * FROM subscriptions WHERE lab = ? ORDER BY type, handler', [query.lab]).map((row) => ({
        lab: text(row, 'lab'), type: text(row, 'type'), handler: text(row, 'handler'), group: text(row, 'grp'), active: number(row, 'active') === 1
      }))
    case 'subscribe':
      // Its file may have changed since it ran last.
      for (const lab of new Set(query.rows.map((row) => row.lab))) db.run('DELETE FROM subscriptions WHERE lab = ?', [lab])
      for (const { lab, type, handler, group, active } of query.rows) db.run('INSERT OR REPLACE INTO subscriptions (lab, type, handler, grp, active) VALUES (?, ?, ?, ?, ?)', [lab, type, handler, group, active ? 1 : 0])
      return undefined
    case 'forget':
      for (const table of ['events', 'processed_events', 'effects', 'deliveries', 'unwanted', 'subscriptions']) db.run(`DELETE FROM ${table} WHERE lab = ?`, [query.lab])
      return undefined
  }
}
