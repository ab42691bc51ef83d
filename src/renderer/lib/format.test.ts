import { describe, expect, test } from 'vitest'
import { formatAge } from './format-age'
import { formatBytes } from './format-bytes'
import { formatCount, formatRate } from './format-count'

describe('formatCount', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [12_482, '12,482'],
    [-1234, '-1,234'],
    ['18446744073709551615', '18,446,744,073,709,551,615']
  ] as const)('%s → %s', (count, shown) => {
    expect(formatCount(count)).toBe(shown)
  })
})

test.each([[0, '0'], [0.04, '0.04'], [0.5, '0.5'], [11.83, '11.8'], [99.96, '100.0'], [2914.4, '2,914']])('formatRate: %s per second → %s', (rate, shown) => {
  expect(formatRate(rate)).toBe(shown)
})

test.each([
  [-5, '0.0 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min 00 s'],
  [201_000, '3 min 21 s'],
  [3_599_999, '59 min 59 s'],
  [7_500_000, '2 h 05 min'],
  [273_600_000, '3 d 4 h']
])('formatAge: %s ms → %s, never rounded up', (ms, shown) => {
  expect(formatAge(ms)).toBe(shown)
})

test.each([[0, '0 B'], [1023, '1023 B'], [1024, '1.0 KiB'], [1_048_576, '1.0 MiB'], [800_000, '781 KiB']])('formatBytes: %s → %s', (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown)
})
