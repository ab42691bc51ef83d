import { formatClock, formatDateTime } from '../../lib/format-time'

/** A time in a list: the clock alone for today, with as much of the date before it as another day needs. */
export function formatIdTime(at: number, now: number = Date.now()): string {
  const day = new Date(at)
  const today = new Date(now)
  if (day.getFullYear() !== today.getFullYear()) return formatDateTime(at).slice(0, -4)
  return day.getMonth() === today.getMonth() && day.getDate() === today.getDate() ? formatClock(at) : formatDateTime(at).slice(5)
}
