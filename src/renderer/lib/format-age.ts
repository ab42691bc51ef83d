const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const pad = (value: number): string => String(value).padStart(2, '0')

/** A span in milliseconds: `0.4 s`, `12.4 s`, `3 min 21 s`, `2 h 05 min`, `3 d 4 h`. Rounds down: an age is never shown before it is reached. */
export function formatAge(ms: number): string {
  const span = Math.max(0, ms)
  if (span < MINUTE) return `${(Math.floor(span / 100) / 10).toFixed(1)} s`
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min ${pad(Math.floor((span % MINUTE) / SECOND))} s`
  if (span < DAY) return `${Math.floor(span / HOUR)} h ${pad(Math.floor((span % HOUR) / MINUTE))} min`
  return `${Math.floor(span / DAY)} d ${Math.floor((span % DAY) / HOUR)} h`
}
