import { describe, expect, test } from 'vitest'
import { known, unknown } from './fact'
import type { PresentReading } from './present-reading'
import { EMPTY_TALLY } from './reduce-stream'
import { selectCellSize, selectTape } from './select-tape'
import type { GroupFacts, GroupState, PendingRow } from './stream-state'

const OPTIONS = { perCell: 1, idleSetting: 10_000, now: 0 }

function reading(change: Partial<PresentReading> = {}): PresentReading {
  return {
    kind: 'present', at: 0, atomic: true, length: 4, entriesAdded: known(4, 'server', 0), lastGeneratedId: '4-0', firstId: '1-0',
    tail: ['4-0', '3-0', '2-0', '1-0'], groups: [], groupsOmitted: 0, ...change
  }
}

function group(name: string, facts: Partial<GroupFacts>, rows: PendingRow[] = [], complete = true): GroupState {
  return {
    name, samples: [], tally: EMPTY_TALLY,
    facts: {
      name, pending: rows.length, lastDeliveredId: '4-0', entriesRead: unknown('-'), lag: unknown('-'), undelivered: unknown('-'), consumers: [],
      window: { rows, complete, at: 0 }, ...facts
    }
  }
}

const states = (tape: ReturnType<typeof selectTape>): string[] => tape.cells.map((cell) => (cell.kind === 'entry' ? cell.state : 'span'))

describe('selectTape', () => {
  test('a cell takes the worst state that its entry has in any group', () => {
    const tape = selectTape(reading(), [
      group('a', { lastDeliveredId: '3-0' }, [{ id: '3-0', consumer: 'x', idle: 5, deliveries: 1 }]),
      group('b', {}, [{ id: '1-0', consumer: 'x', idle: 20_000, deliveries: 1 }, { id: '2-0', consumer: 'x', idle: 5, deliveries: 3 }])
    ], OPTIONS)
    expect(states(tape)).toEqual(['idle', 'redelivered', 'pending', 'undelivered'])
    expect(tape.cells[0]).toMatchObject({ group: 'b', fill: 1 })
    expect(tape.cursors).toEqual([
      { group: 'a', undelivered: known(1, 'counted', 0), position: 3 }, { group: 'b', undelivered: known(0, 'counted', 0), position: 4 }
    ])
  })

  test('I3: an entry can be pending and beyond last-delivered-id (SETID back, XCLAIM FORCE): pending is shown', () => {
    expect(states(selectTape(reading(), [group('a', { lastDeliveredId: '0-0' }, [{ id: '4-0', consumer: 'x', idle: 0, deliveries: 1 }])], OPTIONS)))
      .toEqual(['undelivered', 'undelivered', 'undelivered', 'pending'])
  })

  test('beyond a window that is not the whole list, delivered entries are unknown and not settled', () => {
    expect(states(selectTape(reading(), [group('a', { pending: 9 }, [{ id: '2-0', consumer: 'x', idle: 0, deliveries: 1 }], false)], OPTIONS)))
      .toEqual(['settled', 'pending', 'unknown', 'unknown'])
  })

  test('a cursor further back than the tape has no position, but its count', () => {
    const long = reading({ length: 900, firstId: '1-0', lastGeneratedId: '900-0', tail: Array.from({ length: 64 }, (_, i) => `${900 - i}-0` as const) })
    expect(selectTape(long, [group('a', { lastDeliveredId: '10-0', undelivered: known(890, 'counted', 0) })], OPTIONS).cursors)
      .toEqual([{ group: 'a', undelivered: known(890, 'counted', 0) }])
  })

  test('cells of many entries count, by the group that is furthest behind', () => {
    const long = reading({ length: 100, firstId: '1-0', lastGeneratedId: '100-0', tail: Array.from({ length: 64 }, (_, i) => `${100 - i}-0` as const) })
    const tape = selectTape(long, [group('a', { lastDeliveredId: '85-0' }), group('b', { lastDeliveredId: '98-0' })], { ...OPTIONS, perCell: 10 })
    expect(tape.cells.map((cell) => (cell.kind === 'span' ? cell.undelivered : -1))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 5, 10])
    expect(tape.cursors.map(({ position }) => position)).toEqual([8.5, 9.8])
  })

  test('an empty stream has no cells, and its groups stand at its start', () => {
    expect(selectTape(reading({ length: 0, tail: [] }), [group('a', {})], OPTIONS)).toMatchObject({ cells: [], cursors: [{ position: 0 }] })
  })
})

describe('selectCellSize', () => {
  test('one cell is one entry as long as a person can follow', () => {
    expect(selectCellSize({ perSecond: 140, smallestUndelivered: 3, previous: 1 })).toBe(1)
  })

  test('a fast stream is counted', () => {
    expect(selectCellSize({ perSecond: 3000, smallestUndelivered: 0, previous: 1 })).toBe(50)
  })

  test('it does not flicker around its limit', () => {
    expect(selectCellSize({ perSecond: 140, smallestUndelivered: 0, previous: 5 })).toBe(5)
    expect(selectCellSize({ perSecond: 90, smallestUndelivered: 0, previous: 5 })).toBe(1)
  })
})
