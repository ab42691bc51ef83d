import { assertNever } from '@shared/lib/assert-never'
import type { Random } from '@shared/lib/seeded-random'
import type { ProcessingTime } from '@shared/model/worker-state'

/** The 95th percentile of the standard normal distribution. */
const Z95 = 1.6448536269514722
const LONGEST_MS = 600_000

/** One standard normal value (Box–Muller). `1 - random()` keeps the logarithm away from zero. */
function nextNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Milliseconds of work for one entry. */
export function drawProcessingTime(time: ProcessingTime, random: Random): number {
  switch (time.kind) {
    case 'fixed':
      return time.ms
    case 'uniform':
      return time.fromMs + (time.toMs - time.fromMs) * random()
    case 'lognormal': {
      if (time.medianMs <= 0) return 0
      const sigma = Math.max(0, Math.log(time.p95Ms / time.medianMs)) / Z95
      return Math.min(LONGEST_MS, time.medianMs * Math.exp(sigma * nextNormal(random)))
    }
    default:
      return assertNever(time)
  }
}
