import { expect, test } from 'vitest'
import { unknown } from '@shared/model/fact'
import type { GroupFacts, StreamReading, StreamState } from '@shared/model/stream-state'
import { selectPendingTotal } from './pending-total'

const group = (name: string, pending: number, idle: number): GroupFacts => ({
  name, pending, lastDeliveredId: '0-0', entriesRead: unknown('-'), lag: unknown('-'), undelivered: unknown('-'), consumers: [],
  window: { rows: pending === 0 ? [] : [{ id: '1-0', consumer: 'a', idle, deliveries: 1 }], complete: true, at: 0 }
})

function stream(groups: GroupFacts[], groupsOmitted = 0): StreamState {
  const reading: StreamReading = { kind: 'present', at: 0, atomic: true, length: 9, entriesAdded: unknown('-'), lastGeneratedId: '9-0', tail: [], groups, groupsOmitted }
  return { ref: { connection: 'sandbox', key: 'orders' }, reading, groups: [], addedByUs: 0, samples: [], epoch: 0 }
}

test('sums what the server says of every group', () => {
  expect(selectPendingTotal(stream([group('a', 3, 10), group('b', 4, 10)]), 100)).toEqual({ count: 7, late: false })
  expect(selectPendingTotal(stream([group('a', 3, 101)]), 100)).toEqual({ count: 3, late: true })
})

test('a sweeper decides what is late in its group', () => {
  const swept = stream([group('a', 1, 101)])
  const sweeper = { enabled: true, intervalMs: 1000, minIdleMs: 5000, count: 10, consumer: 'a' }
  swept.groups = [{ name: 'a', tally: { delivered: 0, redelivered: 0, acked: 0, ackedNothing: 0, failed: 0, claimed: 0, droppedByClaim: 0, skipped: 0, unsubscribed: 0, deadLettered: 0 }, samples: [], sweeper }]
  expect(selectPendingTotal(swept, 100)).toEqual({ count: 1, late: false })
})

test('unknown is not zero: no total while groups are left out or the stream cannot be read', () => {
  expect(selectPendingTotal(stream([group('a', 3, 1)], 2), 100)).toBeUndefined()
  expect(selectPendingTotal({ ...stream([]), reading: { kind: 'missing', at: 0 } }, 100)).toBeUndefined()
  expect(selectPendingTotal(undefined, 100)).toBeUndefined()
})
