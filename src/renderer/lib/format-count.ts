import type { Count } from '@shared/redis/count'

/** `12482` → `12,482`. Works on digits, so that counters past 2^53 keep every one of them. */
export function formatCount(count: Count): string {
  const digits = typeof count === 'number' ? String(Math.trunc(count)) : count
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 entry`, `12,482 entries`. */
export function formatCounted(count: Count, one: string, more = `${one}s`): string {
  return `${formatCount(count)} ${formatCount(count) === '1' ? one : more}`
}

/** Per second, for eyes: two significant places while small, whole numbers from 100 on. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 100) return formatCount(Math.round(perSecond))
  return perSecond >= 10 || perSecond === 0 ? perSecond.toFixed(perSecond === 0 ? 0 : 1) : perSecond.toFixed(perSecond < 0.1 ? 2 : 1)
}
