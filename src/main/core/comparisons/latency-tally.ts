import { RECENT_LATENCIES, type LatencyFigures } from '@shared/model/comparison-state'

export interface LatencyTally {
  add(ms: number): void
  /** Undefined before the first. */
  read(): LatencyFigures | undefined
}

/** Mean and worst of all, percentiles of the newest `kept`. */
export function createLatencyTally(kept = 1000): LatencyTally {
  const newest: number[] = []
  let count = 0
  let sum = 0
  let worstMs = 0
  return {
    add(ms) {
      count += 1
      sum += ms
      worstMs = Math.max(worstMs, ms)
      newest.push(ms)
      if (newest.length > kept) newest.shift()
    },
    read() {
      if (count === 0) return undefined
      const sorted = [...newest].sort((a, b) => a - b)
      return { count, meanMs: sum / count, worstMs, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95), newest: sorted.length, recent: newest.slice(-RECENT_LATENCIES).map((ms) => Math.round(ms * 10) / 10) }
    }
  }
}

/** The smallest value that at least this share of all is not above. `sorted`: rising, at least one. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
