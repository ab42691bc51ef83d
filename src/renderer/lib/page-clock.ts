import { createClock } from '@shared/lib/clock'

/** The page's real time. */
export const pageClock = createClock({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  startTimer(done, ms) {
    const timer = setTimeout(done, ms)
    return () => clearTimeout(timer)
  }
})
