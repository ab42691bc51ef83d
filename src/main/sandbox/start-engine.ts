import { performance } from 'node:perf_hooks'
import type { TimeSource } from './clock/server-clock'
import { ALL_COMMANDS } from './commands/all-commands'
import type { Capabilities, Release } from './engine/capabilities'
import { Engine } from './engine/engine'

export interface SandboxOptions {
  /** The release whose streams it speaks. The newest unless said otherwise. */
  release?: Release
  /** What differs from it. */
  capabilities?: Partial<Capabilities>
  /** Undefined for a server that asks for none. */
  password: string | undefined
}

/** The monotonic clock stands while a machine sleeps, and the wall clock can be set: beyond that the wall is right. Milliseconds. */
const APART = 50
let origin = performance.timeOrigin

/** Real time, with the fraction of a millisecond that TIME and the slow log tell. An entry's, as hosts have theirs. */
const realTime: TimeSource = {
  now() {
    const apart = Date.now() - (origin + performance.now())
    if (Math.abs(apart) > APART) origin += apart
    return origin + performance.now()
  },
  startTimer(run, ms) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  }
}

/** An engine on real time with all commands, for an entry to put behind a listener. */
export function startEngine({ release = '8.8', capabilities = {}, password }: SandboxOptions): Engine {
  return new Engine({
    release, capabilities, password, commands: ALL_COMMANDS, time: realTime, random: Math.random,
    onFault: (command, error) => process.stderr.write(`sandbox: ${command} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  })
}
