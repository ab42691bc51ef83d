import { expect, vi } from 'vitest'
import type { OpenConnection } from '@shared/contract/connections'
import type { Clock } from '@shared/lib/clock'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { ConnectionState } from '@shared/model/connection-state'
import { EventLog } from '../../live/event-log'
import type { Logger } from '../../logging/logger'
import { createCommandLog, type CommandLog } from '../command-log'
import { createConnectionManager, type ConnectionManager } from '../connection-manager'
import { realClock } from './real-clock'
import { startRedisServer, type TestServer } from './redis-server'

/** A connection manager with everything around it, and words to ask it with. */
export interface TestManager {
  manager: ConnectionManager
  log: EventLog
  commandLog: CommandLog
  /** What was given to the logger, as it was given. */
  logged: unknown[]
  /** How far the wall clock is ahead, for what lasts minutes. */
  clockAhead: { ms: number }
  open(request: Partial<OpenConnection> & { url: string }): Promise<string>
  stateOf(id: string): ConnectionState
  /** Waits until the connection stands so. */
  until(id: string, kind: ConnectionState['status']['kind']): Promise<ConnectionState>
  /** A server of the test's own, stopped with it. */
  startServer(...args: string[]): Promise<TestServer>
  cleanUp: (() => Promise<void>)[]
  dispose(): Promise<void>
}

export interface TestManagerOptions {
  sandboxFolder: string
  /** Only for tests that open the built-in sandbox. */
  sandboxThreadFile?: string
  /** Where server programs are looked for, instead of PATH. */
  programPath?: string
}

export function createTestManager({ sandboxFolder, sandboxThreadFile = '', programPath }: TestManagerOptions): TestManager {
  const clockAhead = { ms: 0 }
  // The long pauses pass faster; those that a connection needs are as they are.
  const clock: Clock = { ...realClock, now: () => Date.now() + clockAhead.ms, sleep: (ms, signal) => realClock.sleep(ms >= 5000 ? ms / 20 : ms, signal) }
  const logged: unknown[] = []
  const note = (...line: unknown[]): void => void logged.push(line)
  const logger: Logger = { debug: note, info: note, warn: note, error: note }
  const log = new EventLog(clock)
  const commandLog = createCommandLog(clock)
  const manager = createConnectionManager({ sink: log, clock, random: createSeededRandom(1), commandLog, logger, instance: 'test', sandboxFolder, sandboxThreadFile, ...(programPath !== undefined && { programPath }) })
  const cleanUp: (() => Promise<void>)[] = []
  const stateOf = (id: string): ConnectionState => manager.get(id).state()

  return {
    manager,
    log,
    commandLog,
    logged,
    clockAhead,
    cleanUp,
    stateOf,
    open: (request) => manager.open({ label: 'mine', ...request }),
    async until(id, kind) {
      await vi.waitFor(() => expect(stateOf(id).status.kind).toBe(kind), { timeout: 10_000, interval: 10 })
      return stateOf(id)
    },
    async startServer(...args) {
      const own = await startRedisServer({ args })
      cleanUp.push(() => own.stop())
      return own
    },
    async dispose() {
      await manager.dispose()
      for (const step of cleanUp.splice(0)) await step()
    }
  }
}
