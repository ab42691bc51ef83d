import { expect, test } from 'vitest'
import { known } from '@shared/model/fact'
import { arrangeCursors } from './arrange-cursors'

const cursor = (group: string, position: number | undefined) => ({ group, undelivered: known(0, 'counted' as const, 0), ...(position !== undefined && { position }) })

test('cursors at one place share a stop, those off the tape have none', () => {
  const { stops, rows } = arrangeCursors([cursor('a', 60), cursor('b', 60), cursor('c', undefined)], 4, 64)
  expect(stops.map((stop) => [stop.position, stop.cursors.map(({ group }) => group), stop.row, stop.side])).toEqual([[64, ['a', 'b'], 0, 'left']])
  expect(rows).toBe(2)
})

test('labels that would overlap stand under each other, the one further from the end higher', () => {
  const { stops } = arrangeCursors([cursor('webhook-delivery', 64), cursor('notification-sender', 60), cursor('far', 40)], 0, 64)
  expect(stops.map((stop) => [stop.cursors[0]?.group, stop.row])).toEqual([['webhook-delivery', 1], ['notification-sender', 0], ['far', 0]])
})

test('fifty groups all over the tape stay within six rows', () => {
  const { stops, rows } = arrangeCursors(Array.from({ length: 50 }, (_, i) => cursor(`group-number-${i}`, (i * 13) % 64)), 0, 64)
  expect(rows).toBeLessThanOrEqual(6)
  expect(stops.flatMap((stop) => stop.cursors)).toHaveLength(50)
})
