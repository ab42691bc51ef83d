import type { LogFacts, LogLevel } from './logger'

export interface LogLine {
  /** Wall clock, milliseconds. */
  at: number
  level: LogLevel
  message: string
  facts: LogFacts
}

/** The newest lines of the program's log, kept to be looked at. */
export interface LogRing {
  add(line: LogLine): void
  /** Oldest first. */
  lines(): LogLine[]
}

export function createLogRing(capacity = 500): LogRing {
  const kept: LogLine[] = []
  let next = 0
  return {
    add(line) {
      kept[next] = line
      next = (next + 1) % capacity
    },
    lines: () => (kept.length < capacity ? kept.slice() : [...kept.slice(next), ...kept.slice(0, next)])
  }
}
