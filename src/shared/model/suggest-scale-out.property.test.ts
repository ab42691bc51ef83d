import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consumer } from '../alerts/testing/picture'
import type { GroupSample } from './stream-state'
import { suggestScaleOut, type ScaleOutAdvice } from './suggest-scale-out'

const POLICY = { lagAbove: 100, forMs: 5000, max: 3, do: 'add' as const }
const samples = (lags: readonly (number | undefined)[]): GroupSample[] => lags.map((lag, second) => ({ at: 100_000 + second * 1000, pending: 0, delivered: 0, acked: 0, ...(lag !== undefined && { lag }) }))
const ask = (lags: readonly (number | undefined)[], own = [consumer()], policy = POLICY): ScaleOutAdvice => {
  const course = samples(lags)
  return suggestScaleOut({ policy, samples: course, own, now: course.at(-1)?.at ?? 0 })
}

describe('suggestScaleOut', () => {
  test('B4, D5: lag that stays above the limit and does not fall asks for one consumer more, and says how it went', () => {
    expect(ask([420, 500, 600, 700, 800, 900])).toEqual({ kind: 'add', course: { from: 420, to: 900, overMs: 5000 }, consumers: 1 })
    expect(ask([420, 500, 600, 700, 800])).toEqual({ kind: 'none' })
    expect(ask([900, 800, 700, 600, 500, 420])).toEqual({ kind: 'none' })
    expect(ask([420, 500, 100, 700, 800, 900])).toEqual({ kind: 'none' })
  })

  test('M6: an unknown lag asks for nothing', () => {
    expect(ask([420, 500, 600, 700, 800, undefined])).toMatchObject({ kind: 'unknown' })
    expect(ask([420, 500, undefined, 700, 800, 900])).toMatchObject({ kind: 'unknown' })
    expect(suggestScaleOut({ policy: POLICY, samples: samples([420, 500, 600, 700, 800, 900]), own: [], now: 200_000 })).toMatchObject({ kind: 'unknown' })
  })

  test.each([
    [{ kind: 'frozen', since: 0, gate: 'G0' }, /frozen: resume it/],
    [{ kind: 'held', since: 0, gate: 'G0' }, /held at a gate: release it/],
    [{ kind: 'crashed', since: 0, gate: 'G0' }, /crashed: start it/],
    [{ kind: 'stopped', since: 0 }, /stopped: start it/]
  ] as const)('while one of them stands idle, that one is named instead: %j', (status, why) => {
    expect(ask([420, 500, 600, 700, 800, 900], [consumer(), consumer({ id: 'w2', name: 'g-2', status })])).toMatchObject({ kind: 'other-cure', consumer: 'g-2', why: expect.stringMatching(why) })
  })

  test('while reading is paused by backpressure a further consumer would wait too', () => {
    expect(ask([420, 500, 600, 700, 800, 900], [consumer({ paused: { pending: 60, above: 50 } })])).toMatchObject({ kind: 'other-cure', why: expect.stringContaining('more than 50') })
  })

  test('one that has just started gets as long to show what it does', () => {
    const lags = [420, 500, 600, 700, 800, 900]
    expect(ask(lags, [consumer(), consumer({ id: 'w2', startedAt: 101_000 })])).toEqual({ kind: 'none' })
    expect(ask(lags, [consumer(), consumer({ id: 'w2', startedAt: 100_000 })])).toMatchObject({ kind: 'add', consumers: 2 })
  })

  test('at the maximum it says so, and asks for nobody', () => {
    const own = ['g-1', 'g-2', 'g-3'].map((name) => consumer({ id: name, name }))
    expect(ask([420, 500, 600, 700, 800, 900], own.slice(1))).toMatchObject({ kind: 'add', consumers: 2 })
    expect(ask([420, 500, 600, 700, 800, 900], own)).toEqual({ kind: 'at-max', course: { from: 420, to: 900, overMs: 5000 }, max: 3 })
  })

  test('never asks beyond the maximum, at or below the limit, on a falling or an unknown lag, whatever the course', () => {
    fc.assert(fc.property(
      fc.array(fc.option(fc.integer({ min: 95, max: 300 }), { nil: undefined, freq: 40 }), { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 5 }),
      (lags, count) => {
        const own = Array.from({ length: count }, (_, index) => consumer({ id: `w${index}`, name: `g-${index}` }))
        const advice = ask(lags, own)
        if (advice.kind !== 'add') return
        const course = lags.slice(-6)
        expect(course).toHaveLength(6)
        expect(own.length).toBeLessThan(POLICY.max)
        expect(course.every((lag) => lag !== undefined && lag > POLICY.lagAbove)).toBe(true)
        expect(course.at(-1)).toBeGreaterThanOrEqual(course[0] ?? Infinity)
      }
    ))
  })
})
