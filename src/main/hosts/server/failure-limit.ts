import type { Clock } from '@shared/lib/clock'

const WINDOW_MS = 60_000
const FAILURES_ALLOWED = 10

/** Counts wrong secrets over the last minute (TRUST W9). */
export interface FailureLimit {
  note(): void
  /** Too many: no secret is looked at until the minute is over. */
  readonly reached: boolean
}

export function createFailureLimit(clock: Clock): FailureLimit {
  let times: number[] = []
  return {
    note() {
      times = [...times.slice(1 - FAILURES_ALLOWED), clock.monotonic()]
    },
    get reached() {
      const oldest = times[0]
      return times.length === FAILURES_ALLOWED && oldest !== undefined && clock.monotonic() - oldest < WINDOW_MS
    }
  }
}
