import { describe, expect, it } from 'vitest'
import { known, unknown } from '@shared/model/fact'
import type { GroupFacts, PendingRow } from '@shared/model/stream-state'
import { compareGroups } from './group-difference'

function group(lastDeliveredId: GroupFacts['lastDeliveredId'], rows: PendingRow[], more: Partial<GroupFacts> = {}): GroupFacts {
  const names = [...new Set(rows.flatMap((row) => row.consumer ?? []))]
  return {
    name: 'g', pending: rows.length, lastDeliveredId, entriesRead: unknown('-'), lag: unknown('-'), undelivered: unknown('-'),
    consumers: ['a', 'b', ...names].map((name) => ({ name, pending: 0, idle: 0 })), window: { rows, complete: true, at: 0 }, ...more
  }
}

const row = (id: PendingRow['id'], consumer: string, deliveries = 1, more: Partial<PendingRow> = {}): PendingRow => ({ id, consumer, idle: 0, deliveries, ...more })
const nothing = { delivered: [], redelivered: [], claimed: [], acked: [] }

describe('what two readings prove (I23)', () => {
  it('a new row that the cursor passed was delivered; one that it did not pass was forced in', () => {
    expect(compareGroups(group('1-0', []), group('3-0', [row('2-0', 'a'), row('3-0', 'b'), row('9-0', 'b')]), true)).toEqual({
      ...nothing, delivered: [{ id: '2-0', consumer: 'a' }, { id: '3-0', consumer: 'b' }]
    })
    expect(compareGroups(group('3-0', []), group('3-0', [row('2-0', 'a')]), true)).toEqual(nothing)
  })

  it('a new owner is a claim, a higher count with the same owner another delivery, a lower one neither (I8)', () => {
    const before = group('5-0', [row('1-0', 'a'), row('2-0', 'a', 9), row('3-0', 'a')])
    const after = group('5-0', [row('1-0', 'b', 2), row('2-0', 'a', 1), row('3-0', 'a', 2)])
    expect(compareGroups(before, after, true)).toEqual({ ...nothing, claimed: [{ id: '1-0', consumer: 'b' }], redelivered: [{ id: '3-0', consumer: 'a' }] })
  })

  it('a row that left is an ack only when nothing else can explain it', () => {
    const before = group('5-0', [row('1-0', 'a'), row('2-0', 'a', 1, { gone: true })])
    expect(compareGroups(before, group('5-0', []), true)).toEqual({ ...nothing, acked: [{ id: '1-0', consumer: 'a' }] })
    // Deleted entries are dropped by claims, rows of deleted consumers by DELCONSUMER.
    expect(compareGroups(before, group('5-0', []), false)).toEqual(nothing)
    expect(compareGroups(before, group('5-0', [], { consumers: [] }), true)).toEqual(nothing)
  })

  it('beyond an incomplete window nothing is known', () => {
    const before = group('9-0', [row('1-0', 'a'), row('5-0', 'a')])
    const after = group('9-0', [row('3-0', 'b', 4)], { window: { rows: [row('3-0', 'b', 4)], complete: false, at: 0 } })
    expect(compareGroups(before, after, true)).toEqual({ ...nothing, acked: [{ id: '1-0', consumer: 'a' }] })
  })

  it('a cursor or a count that went back makes it another group, about which nothing can be told (F21)', () => {
    const before = group('9-0', [row('1-0', 'a')], { entriesRead: known(5, 'server', 0) })
    expect(compareGroups(before, group('8-0', []), true)).toEqual(nothing)
    expect(compareGroups(before, group('9-0', [], { entriesRead: known(4, 'server', 0) }), true)).toEqual(nothing)
  })
})
