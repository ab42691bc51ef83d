import { createSeededRandom } from '@shared/lib/seeded-random'
import { describe, expect, it } from 'vitest'
import { pickIndexes, sampleIndexes } from './random-indexes'

describe('sampleIndexes', () => {
  it('gives each index as often as any other', () => {
    const random = createSeededRandom(1)
    const times = Array.from({ length: 10 }, () => 0)
    for (let round = 0; round < 10_000; round++) {
      const sample = sampleIndexes(random, 10, 3)
      expect(new Set(sample).size).toBe(3)
      for (const index of sample) times[index] = (times[index] ?? 0) + 1
    }
    for (const count of times) expect(Math.abs(count - 3000)).toBeLessThan(200)
  })
})

describe('pickIndexes', () => {
  it('gives different ones, and with a negative count any', () => {
    const random = createSeededRandom(1)
    expect(pickIndexes(random, 3, 5)).toEqual([0, 1, 2])
    expect(pickIndexes(random, 3, -5)).toHaveLength(5)
    expect([pickIndexes(random, 0, -5), pickIndexes(random, 3, 0)]).toEqual([[], []])
    expect(() => pickIndexes(random, 3, -1_000_000_001)).toThrow('ERR value is out of range')
  })
})
