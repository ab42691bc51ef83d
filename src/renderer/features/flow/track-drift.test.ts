import { describe, expect, test } from 'vitest'
import { isDrifting, trackDrift, type Drift, type DriftSample } from './track-drift'

const sample = (at: number, pending: number, net: number, passed = net): DriftSample => ({ at, epoch: 0, pending, net, passed })
const run = (samples: DriftSample[]): Drift | undefined => samples.reduce<Drift | undefined>(trackDrift, undefined)

describe('trackDrift', () => {
  test('what was pending before we watched is no drift', () => {
    const drift = run([sample(0, 7, 0), sample(5000, 9, 2), sample(10_000, 9, 2)])
    expect(drift?.difference).toBe(0)
    expect(isDrifting(drift)).toBe(false)
  })

  test('entries that pass between two readings may be on either side of them', () => {
    const samples = Array.from({ length: 20 }, (_, i) => sample(i * 250, i % 2 === 0 ? 0 : 40, 0, i * 100))
    expect(isDrifting(run(samples))).toBe(false)
  })

  test('a lasting difference is drift after two seconds, and not before', () => {
    const samples = [sample(0, 5, 5), ...Array.from({ length: 10 }, (_, i) => sample(1000 + i * 250, 2, 5))]
    expect(isDrifting(run(samples.slice(0, 5)))).toBe(false)
    expect(isDrifting(run(samples))).toBe(true)
    expect(run(samples)?.difference).toBe(-3)
  })

  test('after half a minute the server is taken at its word', () => {
    const drift = run([sample(0, 5, 5), sample(1000, 2, 5), sample(40_000, 2, 5), sample(41_000, 2, 5)])
    expect(drift).toMatchObject({ baseline: -3, difference: 0 })
    expect(isDrifting(drift)).toBe(false)
  })

  test('a new epoch starts anew', () => {
    expect(isDrifting(run([sample(0, 5, 5), { ...sample(1000, 0, 5), epoch: 1 }, { ...sample(9000, 0, 5), epoch: 1 }]))).toBe(false)
  })
})
