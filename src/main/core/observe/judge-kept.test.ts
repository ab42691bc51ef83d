import { describe, expect, it } from 'vitest'
import { known } from '@shared/model/fact'
import type { PresentReading } from '@shared/model/present-reading'
import type { GroupFacts } from '@shared/model/stream-state'
import type { EntryId } from '@shared/redis/entry-id'
import { createRecentWire, type RecentWire } from './describe-restart'
import { judgeKept } from './judge-kept'

const toId = (n: number): EntryId => `${n}-0`
const stream = { connection: 'c', key: 's' }

function group(cursor: number, pending: number[], rows = pending): GroupFacts {
  const count = known(0, 'server' as const, 0)
  return {
    name: 'g', pending: pending.length, lastDeliveredId: toId(cursor), entriesRead: count, lag: count, undelivered: count, consumers: [],
    window: { rows: rows.map((n) => ({ id: toId(n), consumer: 'a', idle: 1, deliveries: 1 })), complete: rows.length === pending.length, at: 0 }
  }
}

function reading(ids: number[], groups: GroupFacts[] = [], change: Partial<PresentReading> = {}): PresentReading {
  const [first, newest] = [ids[0], ids.at(-1)]
  return {
    kind: 'present', at: 0, atomic: true, length: ids.length, entriesAdded: known(ids.length, 'server', 0), tail: [...ids].reverse().map(toId), groups, groupsOmitted: 0,
    lastGeneratedId: toId(newest ?? 0), ...(first !== undefined && { firstId: toId(first) }), ...change
  }
}

function wireOf({ added = [], acked = [] }: { added?: number[]; acked?: number[] }): RecentWire {
  const wire = createRecentWire()
  if (added.length > 0) wire.note({ kind: 'entries-added', stream, by: 'w', evidence: 'seen', count: added.length, ids: added.map(toId) })
  if (acked.length > 0) wire.note({ kind: 'entries-acked', group: { ...stream, group: 'g' }, nothing: 0, evidence: 'seen', count: acked.length, ids: acked.map(toId) })
  return wire
}

const before = reading([1, 2, 3], [group(2, [2])])
const cameBack = { wire: wireOf({}), wireIsWhole: true, cameBack: true }

describe('what a stream kept', () => {
  it('all of it: the newest that was seen, every cursor, every ack', () => {
    expect(judgeKept(before, reading([1, 2, 3], [group(2, [2])]), cameBack)).toBe('all')
    const later = reading([1, 2, 3, 4, 5], [group(4, [4])])
    expect(judgeKept(before, later, { ...cameBack, wire: wireOf({ added: [4], acked: [2, 3] }) })).toBe('all')
    expect(judgeKept(reading([]), reading([]), cameBack)).toBe('all')
  })

  it.each([
    ['an entry that was seen added is not there', reading([1, 2, 3], [group(2, [2])]), { wire: wireOf({ added: [4] }) }],
    ['an older one was passed by newer ones', reading([1, 2, 3, 5], [group(2, [2])]), { wire: wireOf({ added: [4] }) }],
    ['a cursor went back', reading([1, 2, 3], [group(1, [])]), {}],
    ['a group is gone', reading([1, 2, 3]), {}],
    ['an ack that was seen is taken back', reading([1, 2, 3], [group(3, [2, 3])]), { wire: wireOf({ acked: [3] }) }],
    ['a cursor is behind an ack that was seen', reading([1, 2, 3], [group(2, [])]), { wire: wireOf({ acked: [2, 3] }) }],
    ['an ack was given a second time', reading([1, 2, 3], [group(3, [])]), { wire: wireOf({ acked: [2, 3, 3] }) }],
    ['the reading does not reach back to what was lost', reading([1, 2, 3, 9, 10], [group(3, [])], { tail: [toId(10), toId(9)] }), { wire: wireOf({ added: [4, 9, 10] }) }],
    ['an ack from before the last reading is taken back', reading([1, 2, 3], [group(2, [1, 2])]), {}],
    ['more is pending than was read', reading([1, 2, 3], [group(3, [2, 3], [2])]), {}],
    ['not every id was told', reading([1, 2, 3], [group(2, [2])]), { wireIsWhole: false }],
    ['some groups were not read', reading([1, 2, 3], [group(2, [2])], { groupsOmitted: 1 }), {}],
    ['fewer were ever added', reading([1, 2, 3], [group(2, [2])], { entriesAdded: known(2, 'server', 0) }), {}],
    ['the key was away, and the server was not', reading([1, 2, 3], [group(2, [2])]), { cameBack: false }]
  ] as const)('nobody knows how much, when %s', (_what, now, change) => {
    expect(judgeKept(before, now, { ...cameBack, ...change })).toBe('unknown')
  })

  it('none of it: every entry is newer than all of before, or there is none', () => {
    expect(judgeKept(before, reading([8, 9]), cameBack)).toBe('none')
    expect(judgeKept(before, reading([]), { ...cameBack, cameBack: false })).toBe('none')
  })

  it('of one that has lost entries already, nobody knows', () => {
    expect(judgeKept(before, reading([8, 9], [], { entriesAdded: known(3, 'server', 0) }), cameBack)).toBe('unknown')
    expect(judgeKept(before, reading([3, 4]), cameBack)).toBe('unknown')
  })
})
