const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/** Wall clock of the day in this time zone: `14:03:09.812`. `decimals` of the second, 0 to 3. */
export function formatClock(at: number, decimals: 0 | 1 | 3 = 3): string {
  const date = new Date(at)
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
  if (decimals === 0) return clock
  return `${clock}.${pad(date.getMilliseconds(), 3).slice(0, decimals)}`
}

/** Date and clock: `2026-11-21 14:03:09.812`. */
export function formatDateTime(at: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return 'no date'
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${formatClock(at)}`
}
