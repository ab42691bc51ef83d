import { performance } from 'node:perf_hooks'
import { createClock } from '@shared/lib/clock'

/** The real time, for the entries of threads: they make it as hosts do for theirs. */
export const threadClock = createClock({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  startTimer(done, ms) {
    const timer = setTimeout(done, ms)
    return () => clearTimeout(timer)
  }
})
