import { Database } from 'node-sqlite3-wasm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

  it('C3 keeps attempts, the last error and the next time, and clears the time after success', () => {
    const failure = (error: string): LedgerRequest => ({ kind: 'failure', ref: ref('1-0'), handler: 'h', error, event })
    expect(ledger.carryOut([failure('first'), failure('second'), { kind: 'next', ref: ref('1-0'), at: 9 }])).toEqual([{ kind: 'attempts', attempts: 1 }, { kind: 'attempts', attempts: 2 }, { kind: 'done' }])
    expect(ledger.query({ kind: 'deliveries', lab: 'l', status: 'failed', offset: 0, limit: 5 })).toMatchObject([{ attempts: 2, lastError: 'second', nextRetryAt: 9 }])
    ledger.carryOut([apply('1-0')])
    expect(ledger.query({ kind: 'deliveries', lab: 'l', offset: 0, limit: 5 })).toMatchObject([{ status: 'delivered', attempts: 3, nextRetryAt: undefined }])
  })

  it('C5 an event is a row with when it was made and when it was processed', () => {
    ledger.carryOut([{ kind: 'failure', ref: ref('1700000000000-0'), handler: 'h', error: 'no', event }])
    expect(ledger.query({ kind: 'events', lab: 'l', offset: 0, limit: 5 })).toMatchObject([{ id: '1700000000000-0', createdAt: 1700000000000, processedAt: undefined }])
    ledger.carryOut([apply('1700000000000-0')])
    expect(ledger.query({ kind: 'events', lab: 'l', offset: 0, limit: 5 })[0]?.processedAt).toBeTypeOf('number')
  })

  it('TRUST I14, I16 accounts for each entry once, up to the cursor and without what is pending, so that a double cannot stand in for a loss', () => {
    const unwanted: LedgerRequest = { kind: 'unwanted', ref: ref('4-0') }
    const dead = (id: string): LedgerRequest => ({ kind: 'dead', ref: ref(id), handler: 'h', error: 'e', deadId: toEntryId('9-0'), deadStream: 'd' })
    ledger.carryOut([effect('1-0'), effect('1-0'), effect('2-0'), dead('2-0'), dead('3-0'), unwanted, unwanted, effect('5-2'), effect('5-3'), effect('18446744073709551615-0')])
    const accounted = (upTo: string, pending: string[]): number | undefined => ledger.query({ kind: 'accounted', lab: 'l', cuts: [{ group: 'g', cut: { upTo: toEntryId(upTo), pending: pending.map(toEntryId) } }] })[0]?.entries
    expect(accounted('5-2', [])).toBe(5)
    expect(accounted('5-2', ['2-0', '7-0'])).toBe(4)
    expect(accounted('5-3', [])).toBe(6)
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
