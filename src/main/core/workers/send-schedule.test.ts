import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { createSendSchedule } from './send-schedule'

describe('rate', () => {
  it('spreads entries evenly', () => {
    const schedule = createSendSchedule({ kind: 'rate', perSecond: 4 }, 1000)
    expect(schedule.take(1000, 100)).toEqual({ count: 1, nextMs: 250 })
    expect(schedule.take(1100, 100)).toEqual({ count: 0, nextMs: 150 })
    expect(schedule.take(1250, 100)).toEqual({ count: 1, nextMs: 250 })
    expect(schedule.take(2000, 100)).toEqual({ count: 3, nextMs: 250 })
  })

  it('catches up at most one second', () => {
    const schedule = createSendSchedule({ kind: 'rate', perSecond: 10 }, 0)
    expect(schedule.take(60_000, 1000)).toEqual({ count: 11, nextMs: 100 })
  })

  it('keeps what is over the limit for the next call', () => {
    const schedule = createSendSchedule({ kind: 'rate', perSecond: 1000 }, 0)
    expect(schedule.take(500, 100)).toEqual({ count: 100, nextMs: 0 })
    expect(schedule.take(500, 1000).count).toBe(401)
  })

  it('sends rate times time, however it is asked', () => {
    fc.assert(fc.property(fc.double({ min: 0.5, max: 5000, noNaN: true }), fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }), (perSecond, gaps) => {
      const schedule = createSendSchedule({ kind: 'rate', perSecond }, 0)
      let now = 0
      let sent = schedule.take(0, Infinity).count
      for (const gap of gaps) {
        now += gap
        sent += schedule.take(now, Infinity).count
      }
      expect(Math.abs(sent - (1 + (now * perSecond) / 1000))).toBeLessThanOrEqual(1.001)
    }))
  })
})

describe('rate at random', () => {
  it('sends rate times time on the average, with gaps that differ, as calls that know nothing of each other', () => {
    const schedule = createSendSchedule({ kind: 'rate', perSecond: 20, spread: 'random' }, 0, () => 0, createSeededRandom(11))
    const at: number[] = []
    for (let now = 0; now < 100_000; now += 1) for (let left = schedule.take(now, 10).count; left > 0; left--) at.push(now)
    expect(at.length).toBeGreaterThan(1800)
    expect(at.length).toBeLessThan(2200)
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    // Of an exponential distribution as many are longer than the mean as 1/e says.
    expect(gaps.filter((gap) => gap > mean).length / gaps.length).toBeCloseTo(1 / Math.E, 1)
  })

  it('catches up at most one second, and keeps what is over the limit', () => {
    const schedule = createSendSchedule({ kind: 'rate', perSecond: 100, spread: 'random' }, 0, () => 0, createSeededRandom(5))
    expect(schedule.take(60_000, 10)).toEqual({ count: 10, nextMs: 0 })
    expect(schedule.take(60_000, 1000).count).toBeLessThan(160)
  })
})

describe('burst', () => {
  it('sends its size at once, then waits; missed bursts are not made up for', () => {
    const schedule = createSendSchedule({ kind: 'burst', size: 150, everyMs: 1000 }, 0)
    expect(schedule.take(0, 100)).toEqual({ count: 100, nextMs: 0 })
    expect(schedule.take(0, 100)).toEqual({ count: 50, nextMs: 1000 })
    expect(schedule.take(400, 100)).toEqual({ count: 0, nextMs: 600 })
    expect(schedule.take(3500, 1000)).toEqual({ count: 150, nextMs: 500 })
  })
})

describe('once', () => {
  it('sends its size and then nothing any more', () => {
    const schedule = createSendSchedule({ kind: 'once', size: 120 }, 0)
    expect(schedule.take(0, 100)).toEqual({ count: 100, nextMs: 0 })
    expect(schedule.take(0, 100)).toEqual({ count: 20, nextMs: undefined })
    expect(schedule.take(9999, 100)).toEqual({ count: 0, nextMs: undefined })
  })
})
