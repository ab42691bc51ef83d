import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'

const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 5000

/** Backoff 50 ms to 5 s with jitter (TRUST C11), so that a server that comes back is not met by all at once. */
export function backoffMs(attempt: number, random: Random): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10))
  return full * (0.5 + random() / 2)
}

/**
 * `refused`: the server said that it cannot now. LOADING, BUSY, MASTERDOWN and their like pass.
 * `lost`: a reply did not come, and the socket is given up. `unreachable`: no other could be opened.
 */
export type ConnectionTrouble = 'refused' | 'lost' | 'unreachable'

/** Waits after an error, until its time is over or the worker is told to stop. `attempt`: how many there were before it, in a row. */
export interface ErrorPause {
  (trouble: ConnectionTrouble, attempt: number): Promise<void>
}

export interface ErrorPauseOptions {
  /** What the group of a lab wants, as it is now: always so long. */
  fixedMs: () => number | undefined
  clock: Clock
  random: Random
  stopping: AbortSignalLike
}

/** Without a fixed time it backs off, and a lost socket is tried at once. */
export function createErrorPause({ fixedMs, clock, random, stopping }: ErrorPauseOptions): ErrorPause {
  return async (trouble, attempt) => {
    const fixed = fixedMs()
    if (fixed === undefined && trouble === 'lost') return
    await clock.sleep(fixed ?? backoffMs(attempt, random), stopping)
  }
}
