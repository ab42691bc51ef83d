import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WorkbenchState } from '../model/workbench-state'
import { USUAL_LIMITS } from './alert-limits'
import { slopePerSecond } from './slope'
import { stepAlerts, type AlertStep, type TrackedAlerts } from './step-alerts'
import { connection, facts, picture, present, read } from './testing/picture'

type Look = { kind: 'over' } | { kind: 'under' } | { kind: 'unknown' } | { kind: 'gone' }

const over = picture(...read('s', present([facts('g', { pending: 11 })])))
const under = picture(...read('s', present([facts('g', { pending: 10 })])))
const PICTURES: Record<Look['kind'], WorkbenchState> = {
  over, under,
  unknown: { ...over, connections: { c: connection('lost') } },
  gone: picture()
}

/** One rule, looked at every `stepMs`. */
function run(looks: readonly Look['kind'][], stepMs = 10_000): AlertStep[] {
  let before: TrackedAlerts = new Map()
  return looks.map((kind, index) => {
    const step = stepAlerts(before, PICTURES[kind], index * stepMs, USUAL_LIMITS)
    before = step.alerts
    return step
  })
}
const backlog = ({ alerts }: AlertStep) => [...alerts.values()].map(({ alert }) => alert).find(({ name }) => name === 'SluicePendingBacklog')
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

describe('alerts over time', () => {
  test('A7: more than ten pending fires after a minute and not before, and is over at once', () => {
    const steps = run([...times(7, 'over' as const), 'under'])
    expect(steps.map((step) => backlog(step)?.state)).toEqual([...times(6, 'pending'), 'firing', undefined])
    expect(backlog(steps[6] as AlertStep)).toMatchObject({ since: 0, firedAt: 60_000, value: 11 })
    expect(steps[6]?.fired).toHaveLength(1)
    expect(steps[7]?.ended).toMatchObject([{ why: 'over' }])
  })

  test('a moment below the limit starts the time anew', () => {
    const steps = run([...times(6, 'over' as const), 'under', ...times(6, 'over' as const)])
    expect(steps.some((step) => backlog(step)?.state === 'firing')).toBe(false)
  })

  test('unknown neither fires nor clears, and its time does not count', () => {
    const steps = run([...times(6, 'over' as const), ...times(20, 'unknown' as const), 'over', 'over'])
    expect(steps.slice(6, 26).every((step) => backlog(step)?.state === 'pending' && backlog(step)?.unknown?.since === 60_000)).toBe(true)
    expect(backlog(steps[26] as AlertStep)).toMatchObject({ state: 'pending' })
    expect(backlog(steps[26] as AlertStep)).not.toHaveProperty('unknown')
    expect(backlog(steps[27] as AlertStep)).toMatchObject({ state: 'firing', since: 0 })
    const fired = run([...times(7, 'over' as const), ...times(100, 'unknown' as const)])
    expect(backlog(fired.at(-1) as AlertStep)).toMatchObject({ state: 'firing', unknown: { why: 'its connection is lost' } })
  })

  test('what is not observed any more is no alert, and is not told to be over', () => {
    const steps = run([...times(7, 'over' as const), 'gone'])
    expect(backlog(steps[7] as AlertStep)).toBeUndefined()
    expect(steps[7]?.ended.filter(({ alert }) => alert.name === 'SluicePendingBacklog')).toMatchObject([{ why: 'not observed' }])
  })

  test('between two looks far apart anything may have been', () => {
    expect(run(['over', 'over', 'over'], 600_000).some((step) => backlog(step)?.state === 'firing')).toBe(false)
  })

  test('whatever is seen: fired only when known over for a minute, ended only when known under or gone, each firing told once', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom<Look['kind']>('over', 'over', 'over', 'under', 'unknown', 'gone'), { maxLength: 60 }), (looks) => {
      let held = 0
      let firing = false
      let last: Look['kind'] | undefined
      let tracked = false
      for (const [index, step] of run(looks).entries()) {
        const look = looks[index] ?? 'gone'
        if (look === 'over') {
          held = tracked ? held + (last === 'over' ? 10_000 : 0) : 0
          tracked = true
        } else if (look !== 'unknown') {
          held = 0
          tracked = false
        }
        const should: boolean = look === 'unknown' ? firing : look === 'over' && held >= 60_000
        const alert = backlog(step)
        expect(alert?.state === 'firing').toBe(should)
        expect(step.fired.filter((id) => id.includes('SluicePendingBacklog')).length).toBe(should && !firing ? 1 : 0)
        firing = should
        last = look
      }
    }))
  })

  test('the slope of points on a line is the line’s, wherever it lies', () => {
    fc.assert(fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 100_000 }), fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 100 }), (slope, start, seconds) => {
      const points = seconds.sort((a, b) => a - b).map((second) => ({ at: 1_700_000_000_000 + second * 1000, value: start + slope * second }))
      expect(slopePerSecond(points)).toBeCloseTo(slope, 6)
    }))
    expect(slopePerSecond([{ at: 1, value: 1 }])).toBeUndefined()
  })
})
