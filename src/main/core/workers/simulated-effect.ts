import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { Effect } from './consumer-loop'
import { drawProcessingTime } from './processing-time'

/** Shorter than this is no wait: timers do not go below a millisecond. */
const SHORTEST_MS = 0.5

/** Work that only takes time, and fails as often as the settings say. */
export function createSimulatedEffect(clock: Clock, random: Random): Effect {
  return (_id, { processing, failureRate }) => {
    const ms = drawProcessingTime(processing, random)
    const outcome = failureRate > 0 && random() < failureRate ? 'Simulated failure.' : undefined
    return ms >= SHORTEST_MS ? clock.sleep(ms).then(() => outcome) : outcome
  }
}
