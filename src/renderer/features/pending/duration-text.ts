const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

/** `500ms`, `1.5s`, `10m`, `2h`, `3d` to whole milliseconds; undefined when it is none or beyond what a number counts. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text)
  if (match === null) return undefined
  const unit = UNITS.find(([name]) => name === match[2])
  const ms = Math.round(Number(match[1]) * (unit?.[1] ?? 1))
  return Number.isSafeInteger(ms) ? ms : undefined
}

/** The shortest text that parses back to exactly these milliseconds: the largest unit that divides them. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s'
  const [name, size] = UNITS.find((unit) => ms % unit[1] === 0) ?? ['ms', 1]
  return `${ms / size}${name}`
}
