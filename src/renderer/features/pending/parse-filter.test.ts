import { describe, expect, it, test } from 'vitest'
import type { EntryId } from '@shared/redis/entry-id'
import type { BoardRow } from './board-row'
import { formatFilter } from './format-filter'
import { parseFilter } from './parse-filter'
import { createRowFilter } from './pending-filter'

const row = (change: Partial<BoardRow>): BoardRow => ({ id: '1700-0', consumer: 'wd-1', idle: 0, deliveries: 1, gone: false, readAt: 1000, ...change })

/** Ids of the rows that pass, at `now`. */
function passing(line: string, rows: readonly BoardRow[], now = 1000): EntryId[] {
  const { terms, problems } = parseFilter(line)
  expect(problems).toEqual([])
  const passes = createRowFilter(terms)
  return rows.filter((each) => passes(each, now)).map(({ id }) => id)
}

describe('what a filter lets through', () => {
  test('owners are alternatives; the empty name, no owner and an owner called "none" are three things (SCENARIOS 54)', () => {
    const { consumer: _none, ...unowned } = row({ id: '4-0' })
    const rows = [row({ id: '1-0' }), row({ id: '2-0', consumer: '' }), row({ id: '3-0', consumer: 'none' }), unowned]
    expect(passing('owner:wd-1 owner:""', rows)).toEqual(['1-0', '2-0'])
    expect(passing('owner:none', rows)).toEqual(['4-0'])
    expect(passing('owner:"none"', rows)).toEqual(['3-0'])
  })

  test('idle goes on after the reading, and a released row has none', () => {
    const rows = [row({ id: '1-0', idle: 9_500 }), row({ id: '2-0', idle: 100 }), row({ id: '3-0', idle: -1 })]
    expect(passing('idle:>=10s', rows, 1000)).toEqual([])
    expect(passing('idle:>=10s', rows, 1500)).toEqual(['1-0'])
    expect(passing('idle:<1s', rows)).toEqual(['2-0'])
    expect(passing('idle:released', rows)).toEqual(['3-0'])
  })

  test('deliveries past 2^53 are compared exactly (TRUST F27)', () => {
    const rows = [row({ id: '1-0', deliveries: '9223372036854775807' }), row({ id: '2-0', deliveries: '9223372036854775806' }), row({ id: '3-0', deliveries: 3 })]
    expect(passing('deliveries:9223372036854775807', rows)).toEqual(['1-0'])
    expect(passing('deliveries:>3', rows)).toEqual(['1-0', '2-0'])
  })

  test('a bare millisecond stands for all its entries', () => {
    const rows = [row({ id: '1699-5' }), row({ id: '1700-0' }), row({ id: '1700-18446744073709551615' }), row({ id: '1701-0' })]
    expect(passing('id:>1700', rows)).toEqual(['1701-0'])
    expect(passing('id:>=1700', rows)).toEqual(['1700-0', '1700-18446744073709551615', '1701-0'])
    expect(passing('id:<1700', rows)).toEqual(['1699-5'])
    expect(passing('id:<=1700', rows)).toEqual(['1699-5', '1700-0', '1700-18446744073709551615'])
  })

  test('gone is yes, no or not checked', () => {
    const { gone: _unknown, ...unchecked } = row({ id: '3-0' })
    const rows = [row({ id: '1-0', gone: true }), row({ id: '2-0' }), unchecked]
    expect(passing('gone:yes', rows)).toEqual(['1-0'])
    expect(passing('gone:no', rows)).toEqual(['2-0'])
    expect(passing('gone:unknown', rows)).toEqual(['3-0'])
  })

  test('other words look into id, owner and payload, in any case', () => {
    const entry = { id: '1-0' as EntryId, fields: [{ name: 'order', value: 'ORD-1004', valueBytes: 8 }], fieldCount: 1, bytes: 13, cut: false }
    const rows = [row({ id: '1-0', entry }), row({ id: '2-0', consumer: 'ord-worker' }), row({ id: '3-0' })]
    expect(passing('ord', rows)).toEqual(['1-0', '2-0'])
    expect(passing('"ORD-1004" owner:wd-1', rows)).toEqual(['1-0'])
    expect(passing('__proto__', rows)).toEqual([])
  })
})

describe('what cannot be read is said in words and filters nothing', () => {
  it.each([
    ['idle:10', /time with its unit/],
    ['idle:>abc', /time with its unit/],
    ['deliveries:many', /whole number/],
    ['id:yesterday', /entry id/],
    ['id:99999999999999999999-0', /entry id/],
    ['gone:maybe', /gone:yes/],
    ['owner:', /needs a name/],
    ['owner:"open', /do not close/],
    ['"bad \\q escape"', /backslash/]
  ])('%s', (line, words) => {
    const { terms, problems } = parseFilter(line)
    expect(terms).toEqual([])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(words)
  })

  it('reads the other words all the same', () => {
    expect(parseFilter('idle:soon owner:wd-1').terms).toEqual([{ kind: 'owner', name: 'wd-1' }])
  })
})

test('a name with spaces, quotes and bytes that are not UTF-8 is written so that a person can read it', () => {
  expect(formatFilter([{ kind: 'owner', name: 'a "b"\udcff\u202e' }])).toBe('owner:"a \\"b\\"\\xff\\u{202e}"')
})
