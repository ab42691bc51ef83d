import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toEntryId } from '../redis/entry-id'
import { compareDeliveries, DELIVERY_STATUSES, mergeDeliveries, toDeliveryKey, toOpenRecords, type DeliveryRecord, type LedgerNote, type OpenDelivery } from './delivery-record'

const id = fc.tuple(fc.constantFrom('9', '10', '1700000000000', '18446744073709551615'), fc.nat({ max: 12 })).map(([ms, sequence]) => toEntryId(`${ms}-${sequence}`))
const place = fc.record({ id, group: fc.constantFrom('a', 'b', 'c') })
const record = fc.record({ place, status: fc.constantFrom('delivered' as const, 'failed' as const, 'dead' as const), attempts: fc.nat({ max: 5 }) }).map(({ place: at, status, attempts }): DeliveryRecord => ({
  ...at, lab: 'l', handler: 'h', status, attempts, lastError: undefined, buriedWhy: undefined, nextRetryAt: undefined, deliveredAt: undefined, unwanted: false, source: { kind: 'ledger' }
}))
const opened = fc.record({ place, worked: fc.boolean() }).map(({ place: at, worked }): OpenDelivery => ({ ...at, lab: 'l', handler: 'h', source: worked ? { kind: 'worker', consumer: 'w' } : { kind: 'server', at: 5, consumer: 'w', deliveries: 1 } }))
const unique = { selector: toDeliveryKey, maxLength: 40 }
const world = fc.record({ rows: fc.uniqueArray(record, unique), open: fc.uniqueArray(opened, unique), unwanted: fc.array(place, { maxLength: 5 }), status: fc.option(fc.constantFrom(...DELIVERY_STATUSES), { nil: undefined }), limit: fc.integer({ min: 1, max: 7 }) })

/** A ledger without SQLite: the rows of one page, as many as listDeliveries asks for. */
function readPage(rows: readonly DeliveryRecord[], open: readonly DeliveryRecord[], page: Parameters<typeof mergeDeliveries>[2]): DeliveryRecord[] {
  const { status, before, limit } = page
  const found = [...rows].sort(compareDeliveries).filter((row) => (status === undefined || row.status === status) && (before === undefined || compareDeliveries(before, row) < 0))
  return mergeDeliveries(found.slice(0, limit + open.length), open, page)
}

function notesOf(rows: readonly DeliveryRecord[], unwanted: readonly { id: OpenDelivery['id']; group: string }[]): Map<string, LedgerNote> {
  return new Map<string, LedgerNote>([...unwanted.map((at) => [toDeliveryKey(at), 'unwanted'] as const), ...rows.map((row) => [toDeliveryKey(row), row] as const)])
}

describe('deliveries of the ledger and those that are open', () => {
  test('C5: page after page there is each delivery once, newest first, and none of another status', () => {
    fc.assert(fc.property(world, ({ rows, open, unwanted, status, limit }) => {
      const records = toOpenRecords(open, notesOf(rows, unwanted))
      const seen: DeliveryRecord[] = []
      for (let more = true; more; ) {
        const next = readPage(rows, records, { status, before: seen.at(-1), limit })
        seen.push(...next)
        more = next.length === limit
      }
      const keys = new Set(records.map(toDeliveryKey))
      const all = [...records, ...rows.filter((row) => !keys.has(toDeliveryKey(row)))].filter((row) => status === undefined || row.status === status).sort(compareDeliveries)
      expect(seen).toEqual(all)
    }))
  })

  test('C5: what the ledger has delivered or buried is never called open, and whoever is at a failed one again keeps its attempts', () => {
    fc.assert(fc.property(world, ({ rows, open, unwanted }) => {
      const notes = notesOf(rows, unwanted)
      const records = new Map(toOpenRecords(open, notes).map((row) => [toDeliveryKey(row), row]))
      for (const delivery of open) {
        const note = notes.get(toDeliveryKey(delivery))
        const found = records.get(toDeliveryKey(delivery))
        const worked = delivery.source.kind === 'worker'
        if (note === undefined) expect(found).toMatchObject({ status: worked ? 'processing' : 'pending', attempts: 0 })
        else if (note !== 'unwanted' && note.status === 'failed' && worked) expect(found).toMatchObject({ status: 'processing', attempts: note.attempts, source: { kind: 'worker' } })
        else expect(found).toBeUndefined()
      }
    }))
  })
})
