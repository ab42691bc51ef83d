/** What commands come to at a steady rate. A month is 30 days. */

const DAY_MS = 86_400_000
export const MONTH_DAYS = 30
/** What prices are given for. */
export const PRICED_COMMANDS = 100_000

/** Undefined while nothing was measured. */
export function perDay(commands: number, elapsedMs: number): number | undefined {
  return elapsedMs <= 0 ? undefined : (commands * DAY_MS) / elapsedMs
}

/** Reads of one worker that waits `everyMs` at each when nothing comes: the arithmetic. */
export function idleReadsPerDay(everyMs: number): number {
  return DAY_MS / everyMs
}

export function cost(commands: number, pricePer100k: number): number {
  return (commands / PRICED_COMMANDS) * pricePer100k
}
