import { expect, test } from 'vitest'
import { createLatencyTally, percentile } from './latency-tally'

test('nothing measured is unknown, and not 0', () => {
  expect(createLatencyTally().read()).toBeUndefined()
})

test('A8: mean and worst are of all, percentiles of the newest', () => {
  const tally = createLatencyTally(100)
  tally.add(5000)
  for (let ms = 1; ms <= 100; ms++) tally.add(ms)
  const read = tally.read()
  expect(read).toMatchObject({ count: 101, worstMs: 5000, p50Ms: 50, p95Ms: 95, newest: 100 })
  expect(read?.meanMs).toBeCloseTo(10_050 / 101)
  expect(read?.recent).toHaveLength(100)
})

test('a percentile is a value that was measured', () => {
  expect(percentile([7], 0.95)).toBe(7)
  expect(percentile([1, 2], 0.5)).toBe(1)
  expect(percentile([1, 2, 3, 4], 0.95)).toBe(4)
})
