import { expect, test } from 'vitest'
import { BUSY_MS, CALM_MS, FIRST_PACE, nextPace, pauseAfter, type Pace } from './poll-schedule'

const small = { groups: 5, consumers: 50 }

function run(changes: readonly boolean[]): Pace {
  return changes.reduce(nextPace, FIRST_PACE)
}

test('four readings a second while something changes, one a second when nothing does', () => {
  expect(pauseAfter(run([true, true]), small, 1, false)).toBe(BUSY_MS)
  const pauses = Array.from({ length: 6 }, (_, calm) => pauseAfter(run(Array.from({ length: calm }, () => false)), small, 1, false))
  expect(pauses).toEqual([250, 375, 562.5, 843.75, 1000, 1000])
  expect(pauseAfter(run([false, false, false, false, true]), small, 1, false)).toBe(BUSY_MS)
})

test('large streams have slower lanes, whatever changes (TRUST 6d)', () => {
  expect(pauseAfter(FIRST_PACE, { groups: 51, consumers: 0 }, 1, false)).toBe(1000)
  expect(pauseAfter(FIRST_PACE, { groups: 1, consumers: 1001 }, 1, false)).toBe(1000)
  expect(pauseAfter(FIRST_PACE, { groups: 1000, consumers: 0 }, 1, false)).toBe(5000)
  expect(pauseAfter(FIRST_PACE, { groups: 1, consumers: 10_000 }, 1, false)).toBe(5000)
})

test('the budget stretches every pause, and a hidden window takes a tenth of the rate (O4)', () => {
  expect(pauseAfter(FIRST_PACE, small, 0.5, false)).toBe(2 * BUSY_MS)
  expect(pauseAfter({ ms: CALM_MS }, small, 1, true)).toBe(10 * CALM_MS)
})
