import type { Database } from 'node-sqlite3-wasm'
import type { EffectCut } from '@shared/model/select-effect-tally'
import { toEntryId } from '@shared/redis/entry-id'
import type { LedgerQuery, LedgerResults } from './ledger-protocol'
import { listDeliveries, listEvents } from './list-records'
import { number, rows, text, type Row } from './ledger-row'

function countEffects(db: Database, lab: string | undefined): LedgerResults['count'] {
  const sql = `SELECT lab, grp, SUM(times = 1) AS once, SUM(times > 1) AS more, SUM(times) AS effects
    FROM (SELECT lab, grp, event_id, COUNT(*) AS times FROM effects ${lab === undefined ? '' : 'WHERE lab = ?'} GROUP BY lab, grp, event_id) GROUP BY lab, grp`
  return rows(db, sql, lab === undefined ? [] : [lab]).map((row) => ({ lab: text(row, 'lab'), group: text(row, 'grp'), once: number(row, 'once'), more: number(row, 'more'), effects: number(row, 'effects') }))
}

const LARGEST = 2n ** 63n - 1n
const clamp = (part: string | undefined): bigint => (BigInt(part ?? 0) > LARGEST ? LARGEST : BigInt(part ?? 0))

/** Each entry once, whatever is known of it, so that nothing done twice can stand in for something that never happened. */
function countAccounted(db: Database, lab: string, group: string, { upTo, from = '0-0', pending }: EffectCut): number {
  const [[ms, sequence], [fromMs, fromSequence]] = [upTo.split('-').map(clamp), from.split('-').map(clamp)]
  const msOf = `CAST(substr(event_id, 1, instr(event_id, '-') - 1) AS INTEGER)`
  const sequenceOf = `CAST(substr(event_id, instr(event_id, '-') + 1) AS INTEGER)`
  const sql = `SELECT COUNT(*) AS n FROM (
      SELECT event_id FROM effects WHERE lab = ?1 AND grp = ?2
      UNION SELECT event_id FROM deliveries WHERE lab = ?1 AND grp = ?2 AND buried = 1
      UNION SELECT event_id FROM unwanted WHERE lab = ?1 AND grp = ?2
    ) WHERE (${msOf} < ?3 OR (${msOf} = ?3 AND ${sequenceOf} <= ?4)) AND (${msOf} > ?6 OR (${msOf} = ?6 AND ${sequenceOf} >= ?7)) AND event_id NOT IN (SELECT value FROM json_each(?5))`
  return number((db.get(sql, [lab, group, ms ?? 0n, sequence ?? 0n, JSON.stringify(pending), fromMs ?? 0n, fromSequence ?? 0n]) ?? {}) as Row, 'n')
}

/**
 * Which effect of its entry it is, the one before, and the last of another entry that was for the same thing. A key that is the entry's own id is for
 * nothing else. Each look-up is one step in an index, whose last column is the row's number.
 */
const PLACED = `SELECT e.*,
    (SELECT COUNT(*) FROM effects f WHERE f.lab = e.lab AND f.grp = e.grp AND f.event_id = e.event_id AND f.n <= e.n) AS nth,
    (SELECT f.n FROM effects f WHERE f.lab = e.lab AND f.grp = e.grp AND f.event_id = e.event_id AND f.n < e.n ORDER BY f.n DESC LIMIT 1) AS before,
    CASE WHEN e.key = e.event_id THEN NULL ELSE
      (SELECT f.n FROM effects f WHERE f.lab = e.lab AND f.grp = e.grp AND f.key = e.key AND f.kind = e.kind AND f.event_id <> e.event_id AND f.n < e.n ORDER BY f.n DESC LIMIT 1) END AS other
  FROM effects e`

/** Effects of entries, and for things, that have more than one: found by two walks along an index, and the newest of them looked at. */
const SHARED = `SELECT n FROM (
    SELECT e.n FROM effects e JOIN (SELECT grp, event_id FROM effects WHERE lab = ?1 GROUP BY grp, event_id HAVING COUNT(*) > 1) d ON e.lab = ?1 AND e.grp = d.grp AND e.event_id = d.event_id
    UNION SELECT e.n FROM effects e JOIN (SELECT grp, key FROM effects WHERE lab = ?1 GROUP BY grp, key HAVING COUNT(*) > 1) d ON e.lab = ?1 AND e.grp = d.grp AND e.key = d.key
  ) ORDER BY n DESC LIMIT 2000`

function listEffects(db: Database, { lab, group, onlyRepeated, before, limit }: Extract<LedgerQuery, { kind: 'effects' }>): LedgerResults['effects'] {
  const asked = (of: string): string => `${of}.lab = ?1 ${group === undefined ? '' : `AND ${of}.grp = ?2`} ${before === undefined ? '' : `AND ${of}.n < ?3`}`
  const newest = onlyRepeated ? SHARED : `SELECT n FROM effects a WHERE ${asked('a')} ORDER BY n DESC LIMIT ${limit}`
  const sql = `SELECT r.*, o.event_id AS earlier FROM (${PLACED} WHERE e.n IN (${newest})) r LEFT JOIN effects o ON o.n = r.other
    ${onlyRepeated ? `WHERE (r.before IS NOT NULL OR r.other IS NOT NULL) AND ${asked('r')}` : ''} ORDER BY r.n DESC LIMIT ${limit}`
  return rows(db, sql, [lab, group ?? '', before ?? 0].slice(0, before !== undefined ? 3 : group !== undefined ? 2 : 1)).map((row) => ({
    n: number(row, 'n'), at: number(row, 'at'), lab: text(row, 'lab'), group: text(row, 'grp'), consumer: text(row, 'consumer'), handler: text(row, 'handler'),
    id: toEntryId(text(row, 'event_id')), kind: text(row, 'kind'), key: text(row, 'key'), nth: number(row, 'nth'), earlier: row['earlier'] === null ? undefined : toEntryId(text(row, 'earlier'))
  }))
}

/** The effect before is of the same entry where there is one: that it was added twice does not explain a second effect of one of the two. */
function listRepeats(db: Database, { lab, limit }: Extract<LedgerQuery, { kind: 'repeats' }>): LedgerResults['repeats'] {
  const sql = `SELECT r.n, r.grp, r.event_id, r.consumer, r.at, p.event_id AS first_id, p.consumer AS first_consumer, p.at AS first_at,
      (SELECT payload FROM events v WHERE v.lab = r.lab AND v.id = r.event_id LIMIT 1) AS payload
    FROM (${PLACED} WHERE e.n IN (${SHARED})) r JOIN effects p ON p.n = COALESCE(r.before, r.other) ORDER BY r.n DESC LIMIT ${limit}`
  return rows(db, sql, [lab]).map((row) => ({
    n: number(row, 'n'), group: text(row, 'grp'), payload: text(row, 'payload'),
    first: { id: toEntryId(text(row, 'first_id')), consumer: text(row, 'first_consumer'), at: number(row, 'first_at') },
    second: { id: toEntryId(text(row, 'event_id')), consumer: text(row, 'consumer'), at: number(row, 'at') }
  }))
}

/** Reads (and, for what is to be forgotten, writes) for the host. Limits are numbers that the contract has checked. */
export function answerQuery<Q extends LedgerQuery>(db: Database, query: Q): LedgerResults[Q['kind']]
export function answerQuery(db: Database, query: LedgerQuery): LedgerResults[LedgerQuery['kind']] {
  switch (query.kind) {
    case 'count':
      return countEffects(db, query.lab)
    case 'accounted':
      return query.cuts.map(({ group, cut }) => ({ group, entries: countAccounted(db, query.lab, group, cut) }))
    case 'effects':
      return listEffects(db, query)
    case 'repeats':
      return listRepeats(db, query)
    case 'effects-of':
      return query.ids.map((id) => ({ id, effects: number((db.get('SELECT COUNT(*) AS n FROM effects WHERE lab = ? AND grp = ? AND event_id = ?', [query.lab, query.group, id]) ?? {}) as Row, 'n') }))
    case 'deliveries':
      return listDeliveries(db, query)
    case 'events':
      return listEvents(db, query)
    case 'planned':
      return rows(db, 'SELECT event_id, next_retry_at FROM deliveries WHERE lab = ? AND grp = ? AND next_retry_at IS NOT NULL', [query.lab, query.group]).map((row) => ({ id: toEntryId(text(row, 'event_id')), at: number(row, 'next_retry_at') }))
    case 'forget':
      for (const table of ['events', 'processed_events', 'effects', 'deliveries', 'unwanted']) db.run(`DELETE FROM ${table} WHERE lab = ?`, [query.lab])
      return undefined
  }
}
