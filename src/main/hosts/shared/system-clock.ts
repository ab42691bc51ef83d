import { performance } from 'node:perf_hooks'
import { createClock } from '@shared/lib/clock'

/** The real time, for hosts to hand to the core. */
export const systemClock = createClock({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  startTimer(done, ms) {
    const timer = setTimeout(done, ms)
    return () => clearTimeout(timer)
  }
})
