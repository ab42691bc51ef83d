/**
 * A counter from Redis: a number while it is exact, its decimal digits past 2^53. Plain JSON either way.
 * XSETID can set entries-added, and XNACK FATAL the delivery count, beyond what a number holds.
 */
export type Count = number | `${bigint}`

/** Parses a Redis integer reply or its digits; undefined when it is no integer. */
export function parseCount(value: unknown): Count | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value === 'bigint') return toCount(value)
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : toCount(BigInt(value))
}

export function toCount(value: bigint): Count {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : `${value}`
}

export function countToBigInt(count: Count): bigint {
  return BigInt(count)
}

export function addCounts(a: Count, b: Count): Count {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a + b)) return a + b
  return toCount(BigInt(a) + BigInt(b))
}

export function subtractCounts(a: Count, b: Count): Count {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a - b)) return a - b
  return toCount(BigInt(a) - BigInt(b))
}

export function compareCounts(a: Count, b: Count): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const difference = BigInt(a) - BigInt(b)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** For geometry only (bar lengths, charts), where the nearest number will do. */
export function approximateCount(count: Count): number {
  return Number(count)
}
