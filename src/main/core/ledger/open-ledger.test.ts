import { Database } from 'node-sqlite3-wasm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeliveryStatus, OpenDelivery } from '@shared/model/delivery-record'
import { toEntryId } from '@shared/redis/entry-id'
import { realClock } from '../redis/testing/real-clock'
import type { DeliveryRef, LedgerRequest } from './ledger-protocol'
import { openLedger, type Ledger } from './open-ledger'

const event = { stream: 's', type: 't', source: 'x', correlationId: 'c', payload: '{}' }
const ref = (id: string): DeliveryRef => ({ lab: 'l', group: 'g', id: toEntryId(id) })
const apply = (id: string): LedgerRequest => ({ kind: 'apply', ref: ref(id), consumer: 'a', handler: 'h', effect: { kind: 'stock', key: 'k' }, event })
const effect = (id: string): LedgerRequest => ({ ...apply(id), kind: 'effect' }) as LedgerRequest

let ledger: Ledger
beforeEach(() => {
  ledger = openLedger(new Database(':memory:'), realClock)
})
afterEach(() => ledger.close())

describe('the ledger', () => {
  it('B2 an entry applied twice has its effect once', () => {
    expect(ledger.carryOut([apply('1-0'), apply('1-0'), apply('2-0')])).toEqual([{ kind: 'known', before: false }, { kind: 'known', before: true }, { kind: 'known', before: false }])
    expect(ledger.query({ kind: 'count' })).toEqual([{ lab: 'l', group: 'g', once: 2, more: 0, effects: 2 }])
  })

  it('B2 an effect outside the transaction of its mark happens as often as it is asked for, and shows', () => {
    ledger.carryOut([effect('1-0')])
    ledger.carryOut([effect('1-0'), { kind: 'mark', ref: ref('1-0') }])
    expect(ledger.carryOut([{ kind: 'seen', ref: ref('1-0') }, { kind: 'seen', ref: ref('2-0') }])).toEqual([{ kind: 'known', before: true }, { kind: 'known', before: false }])
    expect(ledger.query({ kind: 'count' })).toEqual([{ lab: 'l', group: 'g', once: 0, more: 1, effects: 2 }])
    expect(ledger.query({ kind: 'effects', lab: 'l', onlyRepeated: true, limit: 10 })).toMatchObject([{ id: '1-0', nth: 2 }])
  })

  it('TRUST I14 an effect that happened again, of one entry or of another that is for the same thing, comes with the one before', () => {
    const keyed = (id: string, key: string, group = 'g'): LedgerRequest => ({ ...apply(id), kind: 'effect', ref: { ...ref(id), group }, effect: { kind: 'stock', key } }) as LedgerRequest
    ledger.carryOut([keyed('1-0', 'x'), keyed('2-0', 'y'), keyed('3-0', 'x'), keyed('3-0', 'x'), keyed('4-0', '4-0'), keyed('5-0', 'y', 'h')])
    const repeats = ledger.query({ kind: 'repeats', lab: 'l', limit: 10 })
    expect(repeats.map(({ n, first, second }) => [n, first.id, second.id])).toEqual([[4, '3-0', '3-0'], [3, '1-0', '3-0']])
    expect(repeats[0]).toMatchObject({ group: 'g', payload: '{}', first: { consumer: 'a', at: expect.any(Number) } })
    const again = (query: object) => ledger.query({ kind: 'effects', lab: 'l', onlyRepeated: true, limit: 10, ...query }).map(({ n, nth, earlier }) => [n, nth, earlier])
    expect(again({})).toEqual([[4, 2, '1-0'], [3, 1, '1-0']])
    expect([again({ group: 'h' }), again({ group: 'g', before: 4 }), again({ before: 4 })]).toEqual([[], [[3, 1, '1-0']], [[3, 1, '1-0']]])
    expect(ledger.query({ kind: 'effects', lab: 'l', onlyRepeated: false, before: 3, limit: 10 }).map(({ n }) => n)).toEqual([2, 1])
  })

  it('C3 keeps attempts, the last error and the next time, and clears the time after success', () => {
    const failure = (error: string): LedgerRequest => ({ kind: 'failure', ref: ref('1-0'), handler: 'h', error, event })
    expect(ledger.carryOut([failure('first'), failure('second'), { kind: 'next', ref: ref('1-0'), at: 9 }])).toEqual([{ kind: 'attempts', attempts: 1 }, { kind: 'attempts', attempts: 2 }, { kind: 'done' }])
    expect(ledger.query({ kind: 'deliveries', lab: 'l', status: 'failed', limit: 5, open: [] })).toMatchObject([{ attempts: 2, lastError: 'second', nextRetryAt: 9 }])
    expect(ledger.query({ kind: 'planned', lab: 'l', group: 'g' })).toEqual([{ id: '1-0', at: 9 }])
    expect(ledger.query({ kind: 'planned', lab: 'l', group: 'other' })).toEqual([])
    ledger.carryOut([apply('1-0')])
    expect(ledger.query({ kind: 'planned', lab: 'l', group: 'g' })).toEqual([])
    expect(ledger.query({ kind: 'deliveries', lab: 'l', limit: 5, open: [] })).toMatchObject([{ status: 'delivered', attempts: 3, nextRetryAt: undefined }])
  })

  it('C4 what is buried keeps its attempts and its last error beside why it was buried; without any attempt none is claimed', () => {
    const dead = (id: string): LedgerRequest => ({ kind: 'dead', ref: ref(id), handler: 'h', reason: 'too often', deadId: toEntryId('9-0'), deadStream: 'd' })
    ledger.carryOut([{ kind: 'failure', ref: ref('1-0'), handler: 'h', error: 'boom', event }, dead('1-0'), dead('2-0')])
    expect(ledger.carryOut(['1-0', '2-0', '3-0'].map((id) => ({ kind: 'history', ref: ref(id) })))).toEqual([
      { kind: 'history', attempts: 1, lastError: 'boom' }, { kind: 'history', attempts: undefined, lastError: undefined }, { kind: 'history', attempts: undefined, lastError: undefined }
    ])
    expect(ledger.query({ kind: 'deliveries', lab: 'l', status: 'dead', limit: 5, open: [] })).toMatchObject([
      { id: '2-0', attempts: undefined, lastError: undefined, buriedWhy: 'too often' }, { id: '1-0', attempts: 1, lastError: 'boom', buriedWhy: 'too often' }
    ])
  })

  it('C5 an event is a row with when it was made and when it was processed', () => {
    ledger.carryOut([{ kind: 'failure', ref: ref('1700000000000-0'), handler: 'h', error: 'no', event }])
    expect(ledger.query({ kind: 'events', lab: 'l', limit: 5 })).toMatchObject([{ id: '1700000000000-0', createdAt: 1700000000000, processedAt: undefined }])
    ledger.carryOut([apply('1700000000000-0')])
    expect(ledger.query({ kind: 'events', lab: 'l', limit: 5 })[0]?.processedAt).toBeTypeOf('number')
  })

  it('C5 pages are in the order of ids as numbers, inside one millisecond too, and go on after the last row', () => {
    const ids = ['9-2', '9-10', '10-0', '1700000000000-9', '1700000000000-10', '18446744073709551615-18446744073709551615']
    ledger.carryOut([...ids].sort().map(apply))
    const newest = [...ids].reverse()
    const deliveries = (before: number | undefined, limit: number): string[] => {
      const id = before === undefined ? undefined : newest[before]
      return ledger.query({ kind: 'deliveries', lab: 'l', ...(id !== undefined && { before: { id: toEntryId(id), group: 'g' } }), limit, open: [] }).map((row) => row.id)
    }
    expect(deliveries(undefined, 9)).toEqual(newest)
    expect(deliveries(1, 2)).toEqual(newest.slice(2, 4))
    expect(ledger.query({ kind: 'events', lab: 'l', limit: 9 }).map((row) => row.id)).toEqual(newest)
    expect(ledger.query({ kind: 'events', lab: 'l', before: { id: toEntryId('10-0'), stream: 's' }, limit: 1 }).map((row) => row.id)).toEqual(['9-10'])
  })

  it('C5 what is open is pending or at work as far as the ledger has no other word; an entry that is not wanted any more is not tried again', () => {
    const failure = (id: string): LedgerRequest => ({ kind: 'failure', ref: ref(id), handler: 'h', error: 'no', event })
    ledger.carryOut([apply('1-0'), failure('2-0'), failure('3-0'), { kind: 'next', ref: ref('3-0'), at: 9 }, { kind: 'unwanted', ref: ref('3-0') }, { kind: 'unwanted', ref: ref('4-0') }])
    const open = ['1-0', '2-0', '3-0', '4-0', '5-0'].map((id): OpenDelivery => ({ lab: 'l', group: 'g', id: toEntryId(id), handler: 'h', source: { kind: 'server', at: 7, consumer: 'c', deliveries: 1 } }))
    const list = (status?: DeliveryStatus, of = open) => ledger.query({ kind: 'deliveries', lab: 'l', status, limit: 9, open: of }).map((row) => [row.id, row.status, row.attempts, row.unwanted, row.nextRetryAt])
    expect(list()).toEqual([['5-0', 'pending', 0, false, undefined], ['3-0', 'failed', 1, true, undefined], ['2-0', 'failed', 1, false, undefined], ['1-0', 'delivered', 1, false, undefined]])
    expect(list('pending')).toEqual([['5-0', 'pending', 0, false, undefined]])
    const worked = open.map((each): OpenDelivery => (each.id === '2-0' ? { ...each, source: { kind: 'worker', consumer: 'c' } } : each))
    expect(list('processing', worked)).toEqual([['2-0', 'processing', 1, false, undefined]])
    expect(list('failed', worked)).toEqual([['3-0', 'failed', 1, true, undefined]])
  })

  it('C5 no page sorts or reads the rows of a whole lab', () => {
    const db = new Database(':memory:')
    const asked: string[] = []
    const watched = new Proxy(db, { get: (target, name) => (name === 'all' ? (sql: string, values: never) => (asked.push(sql), target.all(sql, values)) : (Reflect.get(target, name) as () => unknown).bind(target)) })
    const other = openLedger(watched, realClock)
    const cursor = { id: toEntryId('5-0'), group: 'g', stream: 's' }
    for (const before of [undefined, cursor]) {
      for (const status of [undefined, 'failed'] as const) other.query({ kind: 'deliveries', lab: 'l', status, before, limit: 5, open: [] })
      other.query({ kind: 'events', lab: 'l', before, limit: 5 })
    }
    expect(asked).toHaveLength(6)
    for (const sql of asked) {
      const plan = db.all(`EXPLAIN QUERY PLAN ${sql}`, Array.from({ length: sql.split('?').length - 1 }, () => 'l')).map((row) => (row as { detail: string }).detail).join('\n')
      expect(plan).not.toMatch(/TEMP B-TREE|^SCAN/m)
      expect(plan).toMatch(/USING INDEX (deliveries_newest|deliveries_by_status|events_newest)/)
    }
    other.close()
  })

  it('TRUST I14, I16 accounts for each entry once, up to the cursor and without what is pending, so that a double cannot stand in for a loss', () => {
    const unwanted: LedgerRequest = { kind: 'unwanted', ref: ref('4-0') }
    const dead = (id: string): LedgerRequest => ({ kind: 'dead', ref: ref(id), handler: 'h', reason: 'why', deadId: toEntryId('9-0'), deadStream: 'd' })
    ledger.carryOut([effect('1-0'), effect('1-0'), effect('2-0'), dead('2-0'), dead('3-0'), unwanted, unwanted, effect('5-2'), effect('5-3'), effect('18446744073709551615-0')])
    const accounted = (upTo: string, pending: string[], from?: string): number | undefined => ledger.query({ kind: 'accounted', lab: 'l', cuts: [{ group: 'g', cut: { upTo: toEntryId(upTo), from: from === undefined ? undefined : toEntryId(from), pending: pending.map(toEntryId) } }] })[0]?.entries
    expect(accounted('5-2', [])).toBe(5)
    expect(accounted('5-2', ['2-0', '7-0'])).toBe(4)
    expect(accounted('5-3', [])).toBe(6)
    // A stream that began anew is told from what it was.
    expect(['3-0', '5-3', '6-0'].map((from) => accounted('5-3', [], from))).toEqual([4, 1, 0])
    expect(accounted('18446744073709551615-0', [])).toBe(7)
    // A worker that comes back to life changes the row of the delivery, and not that it was buried.
    ledger.carryOut([effect('3-0')])
    expect(accounted('5-2', [])).toBe(5)
  })

  it('forgets one lab and no other', () => {
    ledger.carryOut([apply('1-0'), { ...apply('1-0'), ref: { ...ref('1-0'), lab: 'other' } }])
    ledger.query({ kind: 'forget', lab: 'l' })
    expect(ledger.query({ kind: 'count' }).map((row) => row.lab)).toEqual(['other'])
  })
})
