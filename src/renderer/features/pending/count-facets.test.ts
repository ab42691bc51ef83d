import { describe, expect, test } from 'vitest'
import type { BoardRow } from './board-row'
import { countFacets, type Facet } from './count-facets'
import { formatFilter } from './format-filter'
import { createRowFilter } from './pending-filter'
import { toggleFacet } from './toggle-facet'

const row = (id: number, change: Partial<BoardRow> = {}): BoardRow => ({ id: `${id}-0`, consumer: 'wd-1', idle: 0, deliveries: 1, gone: false, readAt: 0, ...change })
const { consumer: _none, ...unowned } = row(4, { idle: -1, deliveries: 0 })
const ROWS = [row(1, { idle: 700_000, deliveries: 9 }), row(2, { idle: 60_000, deliveries: 2 }), row(3, { idle: 9_999, consumer: '__proto__', gone: true }), unowned]

function lines(facets: readonly Facet[], title: Facet['title']): [string, number][] {
  return facets.find((facet) => facet.title === title)?.lines.map(({ label, loaded }) => [label.kind === 'owner' ? label.name : label.text, loaded]) ?? []
}

describe('facets', () => {
  const facets = countFacets(ROWS, [{ consumer: 'wd-1', pending: 2914 }, { consumer: 'far', pending: 7 }, { consumer: '__proto__', pending: 1 }], 0)

  test('count loaded rows, list owners of no loaded row, and keep hostile names apart (TRUST F26)', () => {
    expect(lines(facets, 'Owner')).toEqual([['wd-1', 2], ['far', 0], ['__proto__', 1], ['no owner', 1]])
    expect(lines(facets, 'Idle')).toEqual([['over 10 min', 1], ['1 – 10 min', 1], ['10 – 60 s', 0], ['under 10 s', 1], ['released', 1]])
    expect(lines(facets, 'Deliveries')).toEqual([['none', 1], ['1', 1], ['2 – 3', 1], ['over 3', 1]])
    expect(lines(facets, 'Entry')).toEqual([['in the stream', 3], ['gone', 1]])
  })

  test('state the server’s total apart from what is loaded', () => {
    const [first] = facets[0]?.lines ?? []
    expect(first).toMatchObject({ loaded: 2, total: 2914 })
  })

  test('each line filters to exactly the rows it counts', () => {
    for (const { lines: all } of facets) {
      for (const line of all) {
        const passes = createRowFilter(line.terms)
        expect([line.key, ROWS.filter((each) => passes(each, 0)).length]).toEqual([line.key, line.loaded])
      }
    }
  })
})

describe('clicking a facet', () => {
  const owner = { kind: 'owner', name: 'wd-1' } as const
  const other = { kind: 'owner', name: 'wd-2' } as const
  const old = [{ kind: 'idle', is: '>=', ms: 60_000 }, { kind: 'idle', is: '<', ms: 600_000 }] as const

  test('adds owners up and takes them out again', () => {
    const both = toggleFacet(toggleFacet([], [owner]), [other])
    expect(formatFilter(both)).toBe('owner:wd-1 owner:wd-2')
    expect(formatFilter(toggleFacet(both, [owner]))).toBe('owner:wd-2')
  })

  test('replaces a range of the same kind, because two would exclude each other', () => {
    const first = toggleFacet([owner], old)
    expect(formatFilter(first)).toBe('owner:wd-1 idle:>=1m idle:<10m')
    expect(formatFilter(toggleFacet(first, [{ kind: 'released' }]))).toBe('owner:wd-1 idle:released')
    expect(formatFilter(toggleFacet(first, old))).toBe('owner:wd-1')
  })
})
