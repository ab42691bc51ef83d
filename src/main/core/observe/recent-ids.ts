import type { Clock } from '@shared/lib/clock'

/** Texts that were noted not long ago, at most `limit`. For telling apart what we did from what others did. */
export interface RecentIds {
  note(id: string): void
  has(id: string): boolean
  clear(): void
}

export function createRecentIds(clock: Clock, keptMs: number, limit: number): RecentIds {
  const notedAt = new Map<string, number>()
  return {
    note(id) {
      notedAt.delete(id)
      notedAt.set(id, clock.monotonic())
      if (notedAt.size <= limit) return
      const [oldest] = notedAt.keys()
      if (oldest !== undefined) notedAt.delete(oldest)
    },
    has(id) {
      const at = notedAt.get(id)
      return at !== undefined && clock.monotonic() - at <= keptMs
    },
    clear: () => notedAt.clear()
  }
}
