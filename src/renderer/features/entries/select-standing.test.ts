import { expect, test } from 'vitest'
import { unknown } from '@shared/model/fact'
import type { GroupFacts, PendingRow } from '@shared/model/stream-state'
import type { EntryId } from '@shared/redis/entry-id'
import { indexGroup, selectStanding } from './select-standing'

const pending = (id: EntryId): PendingRow => ({ id, consumer: 'wd-1', idle: 5, deliveries: 1 })
const group = (rows: PendingRow[], complete: boolean): GroupFacts => ({
  name: 'g', pending: complete ? rows.length : 900, lastDeliveredId: '10-0', entriesRead: unknown('old server'), lag: unknown('old server'),
  undelivered: unknown('old server'), consumers: [], window: { rows, complete, at: 0 }
})
const standing = (id: EntryId, complete = true): string => selectStanding(indexGroup(group([pending('3-0'), pending('5-0')], complete)), id, '20-0').kind

test('I3: undelivered, pending and settled follow from the frontier and the list', () => {
  expect(['11-0', '3-0', '4-0', '9-0'].map((id) => standing(id as EntryId))).toEqual(['undelivered', 'pending', 'settled', 'settled'])
})

test('past the rows that were read it is unknown, never settled', () => {
  expect([standing('4-0', false), standing('9-0', false), standing('11-0', false)]).toEqual(['settled', 'unknown', 'undelivered'])
  expect(selectStanding(indexGroup(group([pending('3-0')], false)), '9-0', '20-0')).toEqual({ kind: 'unknown', why: 'Pending or settled: only the oldest 1 of 900 pending entries are read here.' })
})

test('an entry that came after the reading is unknown', () => {
  expect(standing('21-0')).toBe('unknown')
})
