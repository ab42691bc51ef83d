import type { ObserverCost } from '@shared/model/connection-state'
import type { CallReport } from './read-stream'

/** What watching may cost one server (TRUST O4). */
export const BUDGET = { core: 0.01, bytesPerSecond: 1024 * 1024, delayMs: 20 } as const

const LOWEST_SCALE = 1 / 16
/** Slow answers alone may come from our own busy process: they cost freshness, but not all of it. */
const LOWEST_SCALE_WHEN_SLOW = 1 / 4
const RECOVERY = 0.1
/** Seconds that a shown cost covers. */
const SHOWN_SECONDS = 5
/** Round trips of PING that the base is taken from. */
const PINGS_KEPT = 12

interface Second {
  calls: number
  bytes: number
  /** Round trips less the base, milliseconds. */
  busyMs: number
  /** Microseconds in the server, where its own averages are known. */
  usec: number | undefined
  delays: number[]
  failed: boolean
}

/** Adds up what is asked of one server, and says how much slower it should be asked. Pure but for what it is told. */
export interface ServerBudget {
  record(call: CallReport): void
  recordFailure(): void
  /** Milliseconds of one PING: what of every round trip is the way and not the work. */
  recordPing(ms: number): void
  /** Average microseconds by command, from the server itself. */
  learnAverages(averages: ReadonlyMap<string, number>): void
  /** Ends a second: adjusts the scale, and gives the cost of the last seconds. */
  closeSecond(now: number): ObserverCost
  /** Share of the full rate, 1 down to 1/16. */
  scale(): number
}

function nameOf(command: readonly (string | Buffer)[], averages: ReadonlyMap<string, number>): string {
  const name = String(command[0]).toLowerCase()
  const withSubcommand = `${name}|${String(command[1]).toLowerCase()}`
  return averages.has(withSubcommand) ? withSubcommand : name
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0
}

export function createServerBudget(): ServerBudget {
  let scale = 1
  let averages: ReadonlyMap<string, number> = new Map()
  let pings: number[] = []
  let current = emptySecond()
  const past: Second[] = []

  function emptySecond(): Second {
    return { calls: 0, bytes: 0, busyMs: 0, usec: undefined, delays: [], failed: false }
  }

  function usecOf(call: CallReport): number | undefined {
    if (averages.size === 0) return undefined
    return call.commands.reduce((sum, command) => sum + (averages.get(nameOf(command, averages)) ?? 0), 0)
  }

  function adjust(second: Second): void {
    const core = second.usec === undefined ? second.busyMs / 1000 : second.usec / 1_000_000
    const tooDear = second.failed || core > BUDGET.core || second.bytes > BUDGET.bytesPerSecond
    const slow = percentile95(second.delays) > BUDGET.delayMs
    if (tooDear) scale = Math.max(LOWEST_SCALE, scale / 2)
    else if (slow) scale = Math.min(scale, Math.max(LOWEST_SCALE_WHEN_SLOW, scale / 2))
    else scale = Math.min(1, scale + RECOVERY)
  }

  return {
    record(call) {
      // Without a ping yet the whole round trip counts as work: too much rather than too little.
      const delay = Math.max(0, call.ms - (pings.length === 0 ? 0 : Math.min(...pings)))
      const usec = usecOf(call)
      current.calls += call.commands.length
      current.bytes += call.bytes
      current.busyMs += delay
      if (usec !== undefined) current.usec = (current.usec ?? 0) + usec
      current.delays.push(delay)
    },
    recordFailure() {
      current.failed = true
    },
    recordPing(ms) {
      pings = [...pings.slice(1 - PINGS_KEPT), ms]
    },
    learnAverages(next) {
      averages = next
    },
    closeSecond(now) {
      adjust(current)
      past.push(current)
      if (past.length > SHOWN_SECONDS) past.shift()
      current = emptySecond()
      const sum = (of: (second: Second) => number): number => past.reduce((total, second) => total + of(second), 0) / past.length
      const fromServer = past.every((second) => second.usec !== undefined || second.calls === 0) && averages.size > 0
      return {
        core: fromServer ? sum((second) => (second.usec ?? 0) / 1_000_000) : sum((second) => second.busyMs / 1000),
        from: fromServer ? 'server' : 'estimate',
        callsPerSecond: sum((second) => second.calls),
        bytesPerSecond: sum((second) => second.bytes),
        at: now
      }
    },
    scale: () => scale
  }
}
