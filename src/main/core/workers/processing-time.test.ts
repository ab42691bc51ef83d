import { describe, expect, it } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { ProcessingTime } from '@shared/model/worker-state'
import { drawProcessingTime } from './processing-time'

function draw(time: ProcessingTime, times = 20_000): number[] {
  const random = createSeededRandom(3)
  return Array.from({ length: times }, () => drawProcessingTime(time, random)).sort((a, b) => a - b)
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? NaN
}

describe('drawProcessingTime', () => {
  it('fixed is what it says', () => {
    expect(new Set(draw({ kind: 'fixed', ms: 12 }, 10))).toEqual(new Set([12]))
  })

  it('uniform stays inside and reaches both ends', () => {
    const values = draw({ kind: 'uniform', fromMs: 10, toMs: 20 })
    expect(values[0]).toBeGreaterThanOrEqual(10)
    expect(values.at(-1)).toBeLessThan(20)
    expect(quantile(values, 0.5)).toBeCloseTo(15, 0)
  })

  it('lognormal has the median and the 95th percentile that were asked for', () => {
    const values = draw({ kind: 'lognormal', medianMs: 60, p95Ms: 180 })
    expect(quantile(values, 0.5)).toBeGreaterThan(57)
    expect(quantile(values, 0.5)).toBeLessThan(63)
    expect(quantile(values, 0.95)).toBeGreaterThan(168)
    expect(quantile(values, 0.95)).toBeLessThan(192)
  })

  it('lognormal of nothing is nothing, and a p95 below the median is no spread', () => {
    expect(quantile(draw({ kind: 'lognormal', medianMs: 0, p95Ms: 100 }), 0.99)).toBe(0)
    expect(new Set(draw({ kind: 'lognormal', medianMs: 50, p95Ms: 10 }, 10))).toEqual(new Set([50]))
  })
})
