import type { ChartPoint } from './time-chart'

/** A rate over one second jumps; over this span it can be read. */
const SPAN_MS = 3000

/**
 * Growth per second of rising counters, one point per sample from the second on. A counter that fell was started anew:
 * there the rate is unknown, not negative.
 */
export function toRates<T extends { at: number }>(samples: readonly T[], counters: Record<string, (sample: T) => number>): ChartPoint[] {
  let from = 0
  return samples.slice(1).map((sample, index) => {
    while (from < index && sample.at - (samples[from]?.at ?? 0) > SPAN_MS) from += 1
    const before = samples[from]
    const point: ChartPoint = { at: sample.at }
    if (before === undefined || sample.at <= before.at) return point
    for (const [key, count] of Object.entries(counters)) {
      const grown = count(sample) - count(before)
      if (grown >= 0) point[key] = (grown * 1000) / (sample.at - before.at)
    }
    return point
  })
}
