import { destination as openDestination, pino, type DestinationStream } from 'pino'
import type { Clock } from '@shared/lib/clock'
import type { LogFacts, Logger, LogLevel } from './logger'
import type { LogRing } from './log-ring'
import { redactFacts, redactText } from './redact-facts'

export interface LoggerOptions {
  clock: Clock
  /** Below it nothing is written. */
  level?: LogLevel
  /** Where the lines go; stderr unless given, because stdout belongs to what a caller reads by machine. */
  destination?: DestinationStream
  /** Gets a copy of each line that is written. */
  ring?: LogRing
}

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Writes JSON lines, one a fact with its time in milliseconds. Secrets are taken out before anything sees a line. */
export function createLogger({ clock, level = 'info', destination, ring }: LoggerOptions): Logger {
  const lines = pino(
    { base: null, level, timestamp: () => `,"time":${clock.now()}`, formatters: { level: (label) => ({ level: label }) } },
    // Written at once: the last line before a crash is the one that matters.
    destination ?? openDestination({ dest: 2, sync: true })
  )

  function write(at: LogLevel, facts: LogFacts, message: string): void {
    if (ORDER.indexOf(at) < ORDER.indexOf(level)) return
    const safe = redactFacts(facts)
    const text = redactText(message)
    lines[at](safe, text)
    ring?.add({ at: clock.now(), level: at, message: text, facts: safe })
  }

  return {
    debug: (facts, message) => write('debug', facts, message),
    info: (facts, message) => write('info', facts, message),
    warn: (facts, message) => write('warn', facts, message),
    error: (facts, message) => write('error', facts, message)
  }
}
