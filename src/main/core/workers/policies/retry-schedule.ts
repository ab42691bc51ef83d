import type { Random } from '@shared/lib/seeded-random'
import type { RetryPolicy } from '@shared/labs/lab-file'
import type { EntryId } from '@shared/redis/entry-id'

/** Milliseconds to wait after the n-th failure, counted from 1: exponential, at most `maxMs`, a share of it by chance. */
export function retryDelayMs(policy: RetryPolicy, attempts: number, random: Random): number {
  const full = Math.min(policy.maxMs, policy.baseMs * policy.factor ** Math.min(attempts - 1, 60))
  return Math.round(full * (1 - policy.jitter) + full * policy.jitter * random())
}

/** What failed and is tried again, with its next time (monotonic). */
export interface RetrySchedule {
  plan(id: EntryId, at: number): void
  /** True when it is planned for later than that. */
  waits(id: EntryId, now: number): boolean
  /** Takes out what is due, the earliest first. */
  takeDue(now: number): EntryId[]
  /** Milliseconds until the next one is due, undefined when nothing is planned. */
  waitMs(now: number): number | undefined
  drop(id: EntryId): void
  clear(): void
}

export function createRetrySchedule(): RetrySchedule {
  const planned = new Map<EntryId, number>()
  return {
    plan: (id, at) => void planned.set(id, at),
    waits: (id, now) => (planned.get(id) ?? now) > now,
    takeDue(now) {
      const due = [...planned].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b).map(([id]) => id)
      for (const id of due) planned.delete(id)
      return due
    },
    waitMs(now) {
      let first: number | undefined
      for (const at of planned.values()) if (first === undefined || at < first) first = at
      return first === undefined ? undefined : Math.max(0, first - now)
    },
    drop: (id) => void planned.delete(id),
    clear: () => planned.clear()
  }
}
