import { expect, test } from 'vitest'
import { toRates } from './to-rates'

test('a rate is the growth over the last seconds; a counter that fell leaves a gap, not a negative rate', () => {
  const samples = [{ at: 0, n: 0 }, { at: 1000, n: 10 }, { at: 2000, n: 20 }, { at: 3000, n: 30 }, { at: 4000, n: 30 }, { at: 5000, n: 0 }]
  expect(toRates(samples, { rate: ({ n }) => n })).toEqual([
    { at: 1000, rate: 10 }, { at: 2000, rate: 10 }, { at: 3000, rate: 10 }, { at: 4000, rate: 20 / 3 }, { at: 5000 }
  ])
  expect(toRates(samples.slice(0, 1), { rate: ({ n }) => n })).toEqual([])
})
