import { expect, test } from 'vitest'
import { cost, idleReadsPerDay, MONTH_DAYS, perDay } from './command-cost'

test('A8: 0.5 s are 172,800 reads a day and 5.2 million a month, 60 s are 1,440 a day', () => {
  expect(idleReadsPerDay(500)).toBe(172_800)
  expect(idleReadsPerDay(500) * MONTH_DAYS).toBe(5_184_000)
  expect(idleReadsPerDay(60_000)).toBe(1_440)
})

test('A8: what was measured is scaled by its time, and nothing measured is unknown', () => {
  expect(perDay(20, 10_000)).toBe(172_800)
  expect(perDay(0, 10_000)).toBe(0)
  expect(perDay(5, 0)).toBeUndefined()
})

test('A8: a price is for 100,000 commands', () => {
  expect(cost(5_184_000, 0.2)).toBeCloseTo(10.368)
  expect(cost(1_440, 0)).toBe(0)
})
