import { createClock } from '@shared/lib/clock'

/** The machine's own time, for tests against real servers. */
export const realClock = createClock({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  startTimer(done, ms) {
    const timer = setTimeout(done, ms)
    return () => clearTimeout(timer)
  }
})
