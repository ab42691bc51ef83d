import { expect, test } from 'vitest'
import type { Entry } from '@shared/redis/entry'
import type { EntryId } from '@shared/redis/entry-id'
import { describePlace, selectTimeShare } from './describe-place'
import type { EntryWindow } from './entry-window'

const row = (id: EntryId): Entry => ({ id, fields: [], fieldCount: 0, bytes: 0, cut: false })
const BASE: EntryWindow = { rows: [row('1500-0'), row('1400-0')], atNewest: true, atOldest: false, newer: 0, length: 1_000_000, firstId: '1000-0', lastId: '2000-0' }

test('rows are counted from the newest', () => {
  expect(describePlace(BASE, 0, 1)).toBe('rows 1 to 2 of 1,000,000')
  expect(describePlace({ ...BASE, atNewest: false, newer: 4000 }, 0, 1)).toBe('rows about 4,001 to 4,002 of 1,000,000')
})

test('after a jump the place is an estimate by time, or unknown', () => {
  expect(describePlace({ ...BASE, newer: undefined }, 0, 1)).toBe('about 50 % down by time, of 1,000,000 entries')
  expect(describePlace({ ...BASE, newer: undefined, firstId: '2000-0', lastId: '2000-9' }, 0, 1)).toBe('somewhere in 1,000,000 entries')
})

test('F27: ids beyond any date have no place in time', () => {
  expect(selectTimeShare('18446744073709551615-0', '18446744073709551615-1', '0-1')).toBeUndefined()
})
