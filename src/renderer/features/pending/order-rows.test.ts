import { expect, test } from 'vitest'
import type { BoardRow } from './board-row'
import { keepPlaces, orderRows } from './order-rows'

const row = (id: BoardRow['id'], change: Partial<BoardRow> = {}): BoardRow => ({ id, consumer: 'a', idle: 0, deliveries: 1, readAt: 0, ...change })
const ids = (rows: readonly BoardRow[]): string[] => rows.map(({ id }) => id)

test('idle orders by the moment of delivery, over pages read at different times; released rows come last', () => {
  const rows = [row('1-0', { idle: 500, readAt: 1000 }), row('2-0', { idle: 500, readAt: 900 }), row('3-0', { idle: -1 }), row('4-0', { idle: 100, readAt: 1000 })]
  expect(ids(orderRows(rows, { by: 'idle', direction: 'down' }))).toEqual(['2-0', '1-0', '4-0', '3-0'])
  expect(ids(orderRows(rows, { by: 'idle', direction: 'up' }))).toEqual(['4-0', '1-0', '2-0', '3-0'])
})

test('deliveries order exactly past 2^53, equal ones by id', () => {
  const rows = [row('9-0', { deliveries: '9223372036854775806' }), row('10-0', { deliveries: '9223372036854775807' }), row('2-0'), row('1-0')]
  expect(ids(orderRows(rows, { by: 'deliveries', direction: 'down' }))).toEqual(['10-0', '9-0', '1-0', '2-0'])
})

test('ids order as ids, not as text', () => {
  expect(ids(orderRows([row('10-0'), row('9-0'), row('9-10'), row('9-9')], { by: 'id', direction: 'up' }))).toEqual(['9-0', '9-9', '9-10', '10-0'])
})

test('while a person points at the table rows keep their places: gone ones are marked, new ones go to the end', () => {
  const shown = [row('3-0'), row('1-0'), row('2-0')]
  const newer = [row('4-0'), row('2-0', { deliveries: 2 }), row('3-0')]
  expect(keepPlaces(shown, newer, newer)).toEqual([row('3-0'), { ...row('1-0'), left: true }, row('2-0', { deliveries: 2 }), row('4-0')])
  expect(ids(keepPlaces(keepPlaces(shown, newer, newer), [row('1-0')], [row('1-0')]))).toEqual(['3-0', '1-0', '2-0', '4-0'])
  expect(keepPlaces(keepPlaces(shown, newer, newer), [row('1-0')], [row('1-0')])[1]?.left).toBeUndefined()
})

test('a row that only passes the filter no more is not said to have left', () => {
  const loaded = [row('1-0', { deliveries: 3 }), row('2-0')]
  expect(keepPlaces([row('1-0'), row('2-0')], [row('2-0')], loaded)).toEqual([row('1-0', { deliveries: 3 }), row('2-0')])
})
