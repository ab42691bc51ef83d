import type { Random } from '@shared/lib/seeded-random'

const FIRST_MS = 100
const LONGEST_MS = 5_000

/** Milliseconds to wait before try `attempt` (from 1): doubles up to 5 s, and up to half of it is chance, so that pages do not come back in step. */
export function reconnectDelay(attempt: number, random: Random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16))
  return full / 2 + (random() * full) / 2
}
