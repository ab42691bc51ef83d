import type { Clock } from '@shared/lib/clock'
import type { Database, Statement } from 'node-sqlite3-wasm'
import { answerQuery } from './answer-query'
import type { DeliveryRef, EffectRow, EventFacts, LedgerAnswer, LedgerQuery, LedgerRequest, LedgerResults } from './ledger-protocol'
import { LEDGER_SCHEMA } from './ledger-schema'

/** The database of effects, opened: requests of consumers and queries of the host. Each call is one transaction. */
export interface Ledger {
  carryOut(requests: readonly LedgerRequest[]): LedgerAnswer[]
  query<Q extends LedgerQuery>(query: Q): LedgerResults[Q['kind']]
  close(): void
}

const optional = <T>(column: unknown, read: (column: unknown) => T): T | undefined => (column === null || column === undefined ? undefined : read(column))

/** Creates what is missing. Not synced to the disk at each commit: it must outlive crashed workers, not a power cut. */
export function openLedger(db: Database, clock: Clock): Ledger {
  db.exec('PRAGMA synchronous = OFF')
  db.exec(LEDGER_SCHEMA)
  const statements: Statement[] = []
  const prepare = (sql: string): Statement => {
    const statement = db.prepare(sql)
    statements.push(statement)
    return statement
  }
  const insertEvent = prepare('INSERT OR IGNORE INTO events (lab, stream, id, type, source, correlation_id, payload, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const processEvent = prepare('UPDATE events SET processed_at = ? WHERE lab = ? AND stream = ? AND id = ? AND processed_at IS NULL')
  const insertProcessed = prepare('INSERT OR IGNORE INTO processed_events (lab, grp, event_id, at) VALUES (?, ?, ?, ?)')
  const findProcessed = prepare('SELECT 1 FROM processed_events WHERE lab = ? AND grp = ? AND event_id = ?')
  const insertEffect = prepare('INSERT INTO effects (lab, grp, consumer, handler, event_id, kind, key, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const deliver = prepare(`INSERT INTO deliveries (lab, grp, event_id, handler, status, attempts, delivered_at) VALUES (?, ?, ?, ?, 'delivered', 1, ?)
    ON CONFLICT DO UPDATE SET status = 'delivered', attempts = attempts + 1, next_retry_at = NULL, delivered_at = excluded.delivered_at`)
  const fail = prepare(`INSERT INTO deliveries (lab, grp, event_id, handler, status, attempts, last_error) VALUES (?, ?, ?, ?, 'failed', 1, ?)
    ON CONFLICT DO UPDATE SET status = 'failed', attempts = attempts + 1, last_error = excluded.last_error, next_retry_at = NULL`)
  const planRetry = prepare('UPDATE deliveries SET next_retry_at = ? WHERE lab = ? AND grp = ? AND event_id = ?')
  const dropRetry = prepare('UPDATE deliveries SET next_retry_at = NULL WHERE lab = ? AND grp = ? AND event_id = ?')
  const countAttempts = prepare('SELECT attempts FROM deliveries WHERE lab = ? AND grp = ? AND event_id = ?')
  const bury = prepare(`INSERT INTO deliveries (lab, grp, event_id, handler, status, buried, buried_why) VALUES (?, ?, ?, ?, 'dead', 1, ?)
    ON CONFLICT DO UPDATE SET status = 'dead', buried = 1, next_retry_at = NULL, buried_why = excluded.buried_why`)
  const findHistory = prepare('SELECT attempts, last_error FROM deliveries WHERE lab = ? AND grp = ? AND event_id = ?')
  const insertUnwanted = prepare('INSERT OR IGNORE INTO unwanted (lab, grp, event_id) VALUES (?, ?, ?)')

  function noteEvent({ lab, id }: DeliveryRef, { stream, type, source, correlationId, payload }: EventFacts): void {
    const created = Number(id.split('-')[0])
    insertEvent.run([lab, stream, id, type, source, correlationId, payload, Number.isSafeInteger(created) ? created : clock.now()])
  }

  function addEffect({ lab, group, id }: DeliveryRef, stream: string, consumer: string, handler: string, { kind, key }: EffectRow): void {
    insertEffect.run([lab, group, consumer, handler, id, kind, key, clock.now()])
    deliver.run([lab, group, id, handler, clock.now()])
    processEvent.run([clock.now(), lab, stream, id])
  }

  function one(request: LedgerRequest): LedgerAnswer {
    const { lab, group, id } = request.ref
    switch (request.kind) {
      case 'apply': {
        noteEvent(request.ref, request.event)
        const before = insertProcessed.run([lab, group, id, clock.now()]).changes === 0
        if (!before) addEffect(request.ref, request.event.stream, request.consumer, request.handler, request.effect)
        return { kind: 'known', before }
      }
      case 'effect':
        noteEvent(request.ref, request.event)
        addEffect(request.ref, request.event.stream, request.consumer, request.handler, request.effect)
        return { kind: 'done' }
      case 'mark':
        return { kind: 'known', before: insertProcessed.run([lab, group, id, clock.now()]).changes === 0 }
      case 'seen':
        return { kind: 'known', before: findProcessed.get([lab, group, id]) !== null }
      case 'failure': {
        noteEvent(request.ref, request.event)
        fail.run([lab, group, id, request.handler, request.error])
        return { kind: 'attempts', attempts: Number(countAttempts.get([lab, group, id])?.['attempts'] ?? 1) }
      }
      case 'next':
        planRetry.run([request.at, lab, group, id])
        return { kind: 'done' }
      case 'unwanted':
        insertUnwanted.run([lab, group, id])
        // It may have failed while its type was wanted: it is not tried again.
        dropRetry.run([lab, group, id])
        return { kind: 'done' }
      case 'dead':
        bury.run([lab, group, id, request.handler, request.reason])
        return { kind: 'done' }
      case 'history': {
        const row = findHistory.get([lab, group, id])
        return { kind: 'history', attempts: optional(row?.['attempts'], Number), lastError: optional(row?.['last_error'], String) }
      }
    }
  }

  function inTransaction<T>(run: () => T): T {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = run()
      db.exec('COMMIT')
      return result
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }

  return {
    carryOut: (requests) => inTransaction(() => requests.map(one)),
    query: (query) => inTransaction(() => answerQuery(db, query)),
    close() {
      for (const statement of statements) statement.finalize()
      db.close()
    }
  }
}
