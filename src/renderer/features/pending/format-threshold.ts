import { formatAge } from '../../lib/format-age'

/** A chosen idle time, short where it is a round one: `0.5 s`, `60 s`, `10 min`. */
export function formatThreshold(ms: number): string {
  if (ms <= 120_000) return `${ms / 1000} s`
  return ms % 60_000 === 0 && ms < 3_600_000 ? `${ms / 60_000} min` : formatAge(ms)
}
