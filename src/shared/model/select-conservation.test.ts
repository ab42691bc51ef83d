import { describe, expect, test } from 'vitest'
import { known, unknown } from './fact'
import type { PresentReading } from './present-reading'
import { EMPTY_TALLY } from './reduce-stream'
import { selectConservation, sumConservation } from './select-conservation'
import type { GroupFacts, GroupState } from './stream-state'

const AT = 1_000

function reading(change: Partial<PresentReading> = {}): PresentReading {
  return {
    kind: 'present', at: AT, atomic: true, length: 3, entriesAdded: known(3, 'server', AT), lastGeneratedId: '3-0', firstId: '1-0',
    tail: ['3-0', '2-0', '1-0'], groups: [], groupsOmitted: 0, ...change
  }
}

function group(facts: Partial<GroupFacts> = {}, acked = 0, noneLostAt?: number): GroupState {
  return {
    name: 'g', samples: [], tally: { ...EMPTY_TALLY, acked }, ...(noneLostAt !== undefined && { noneLostAt }),
    facts: {
      name: 'g', pending: 0, lastDeliveredId: '0-0', entriesRead: unknown('not told'), lag: unknown('not told'), undelivered: unknown('not counted'),
      consumers: [], window: { rows: [], complete: true, at: AT }, ...facts
    }
  }
}

describe('selectConservation', () => {
  test('every entry is undelivered, pending or settled, and acks that we saw are named', () => {
    const check = selectConservation(reading(), group({ lastDeliveredId: '2-0', pending: 1, entriesRead: known(2, 'server', AT) }, 1, AT))
    expect(check).toMatchObject({ verdict: 'balanced', acksSeen: 1, undelivered: known(1, 'counted', AT), settled: known(1, 'server', AT), lostUnread: known(0, 'counted', AT) })
    expect(sumConservation(check)).toEqual(known(3, 'counted', AT))
  })

  test('entries trimmed before the group read them are lost, with their count', () => {
    const check = selectConservation(
      reading({ length: 2, entriesAdded: known(10, 'server', AT), firstId: '9-0', lastGeneratedId: '10-0', tail: ['10-0', '9-0'] }),
      group({ lastDeliveredId: '3-0', entriesRead: known(3, 'server', AT), lag: known(7, 'server', AT) })
    )
    expect(check).toMatchObject({ verdict: 'lost', lostUnread: known(5, 'server', AT), undelivered: known(2, 'counted', AT), settled: known(3, 'server', AT) })
  })

  test('I10: on 7.0 a lag that still counts trimmed entries does not hide the loss', () => {
    const check = selectConservation(
      reading({ length: 2, entriesAdded: known(10, 'server', AT), firstId: '9-0', lastGeneratedId: '10-0', tail: ['10-0', '9-0'] }),
      group({ lastDeliveredId: '10-0', entriesRead: known(5, 'server', AT), lag: known(5, 'server', AT), undelivered: known(5, 'server', AT) })
    )
    expect(check).toMatchObject({ verdict: 'lost', undelivered: known(0, 'counted', AT), lostUnread: known(5, 'server', AT) })
  })

  test('I10: in mid-stream a lag may count trimmed entries, so that nothing is claimed; above the length it is wrong', () => {
    const long = { length: 100, entriesAdded: known(200, 'server' as const, AT), firstId: '101-0' as const, lastGeneratedId: '200-0' as const, tail: Array.from({ length: 64 }, (_, i) => `${200 - i}-0` as const) }
    const at = (lag: number) => selectConservation(reading(long), group({ lastDeliveredId: '110-0', entriesRead: known(200 - lag, 'server', AT), lag: known(lag, 'server', AT), undelivered: known(lag, 'server', AT) }, 200 - lag))
    expect(at(90)).toMatchObject({ verdict: 'unknown', undelivered: known(90, 'estimate', AT) })
    expect(at(150)).toMatchObject({ verdict: 'unknown', undelivered: { known: false } })
  })

  test('I4: entries that left the stream unseen may have been trimmed unread: the sum holds, no more is said', () => {
    const check = selectConservation(reading({ entriesAdded: known(8, 'server', AT) }), group({ lastDeliveredId: '3-0', entriesRead: known(8, 'server', AT) }, 3))
    expect(check).toMatchObject({ verdict: 'accounted', acksSeen: 3, settled: known(8, 'server', AT) })
  })

  test('a group that has read nothing of a trimmed stream says that it may be younger than the loss', () => {
    const check = selectConservation(reading({ entriesAdded: known(8, 'server', AT) }), group())
    expect(check).toMatchObject({ verdict: 'lost', neverRead: true, lostUnread: known(5, 'server', AT) })
  })

  test('what cannot be told is unknown, never zero', () => {
    const check = selectConservation(reading({ entriesAdded: known(8, 'server', AT) }), group({ lastDeliveredId: '3-0' }))
    expect(check.verdict).toBe('unknown')
    expect(check.lostUnread.known).toBe(false)
    expect(sumConservation(check).known).toBe(false)
  })

  test('where it is proven from reading to reading that none left unread, nothing is lost, whatever the server keeps to itself', () => {
    const check = selectConservation(reading({ entriesAdded: known(8, 'server', AT) }), group({ lastDeliveredId: '3-0' }, 8, AT))
    expect(check).toMatchObject({ verdict: 'balanced', acksSeen: 8, settled: known(8, 'server', AT) })
  })

  test('a proof of an earlier reading says nothing of this one', () => {
    expect(selectConservation(reading({ entriesAdded: known(8, 'server', AT) }), group({ lastDeliveredId: '3-0' }, 8, AT - 250)).verdict).toBe('unknown')
  })

  test('entries that left the stream while pending are at risk', () => {
    const rows = [{ id: '1-0' as const, consumer: 'a', idle: 5, deliveries: 1, gone: true }]
    const check = selectConservation(
      reading({ length: 2, firstId: '2-0', tail: ['3-0', '2-0'] }),
      group({ lastDeliveredId: '3-0', pending: 1, entriesRead: known(3, 'server', AT), window: { rows, complete: true, at: AT } })
    )
    expect(check).toMatchObject({ verdict: 'at-risk', goneWhilePending: 1 })
  })

  test.each([
    ['counters that cannot be (XSETID)', reading({ entriesAdded: known(1, 'server', AT) }), 'reconciling'],
    ['a reading of several moments', reading({ atomic: false }), 'unknown'],
    ['a server before 7.0', reading({ entriesAdded: unknown('Redis before 7.0 does not count entries added') }), 'unknown']
  ] as const)('%s gives no verdict on loss', (_name, given, verdict) => {
    expect(selectConservation(given, group({ lastDeliveredId: '1-0' })).verdict).toBe(verdict)
  })

  test('M5, M18 a group that the server names no more is judged by nothing, however well its last facts add up', () => {
    const whole = group({ lastDeliveredId: '3-0', entriesRead: known(3, 'server', AT) }, 3, AT)
    expect(selectConservation(reading(), whole).verdict).toBe('balanced')
    expect(selectConservation(reading(), { ...whole, vanishedAt: AT })).toMatchObject({ verdict: 'unknown', why: 'the server has no group of this name any more', pending: { known: false } })
  })

  test('counters past 2^53 keep every digit', () => {
    const check = selectConservation(
      reading({ entriesAdded: known('9007199254740995', 'server', AT) }),
      group({ lastDeliveredId: '3-0', entriesRead: known('9007199254740995', 'server', AT), pending: 2 })
    )
    expect(check).toMatchObject({ verdict: 'accounted', settled: known('9007199254740993', 'server', AT) })
  })
})
