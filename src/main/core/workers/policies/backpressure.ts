import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { ConsumerSettings } from '@shared/model/worker-state'
import type { LoopConnection } from '../loop-connection'
import type { ThreadReporter } from '../thread-report'
import type { PolicyCommands } from './policy-commands'

const LOOK_AGAIN_MS = 250

export interface BackpressureOptions {
  /** As they are now: the limit may be changed, or taken away, while it waits. */
  settings: () => ConsumerSettings
  commands: PolicyCommands
  report: ThreadReporter
  clock: Clock
  stopping: AbortSignalLike
}

/**
 * True when something new may be read now. Else it says that reading is paused, waits a moment, and gives false: the loop
 * then takes up what is pending already, which is what makes room.
 */
export interface Backpressure {
  (server: LoopConnection): Promise<boolean>
}

export function createBackpressure({ settings, commands, report, clock, stopping }: BackpressureOptions): Backpressure {
  let paused = false

  function become(next: boolean, pending: number, above: number): void {
    if (next !== paused) report.paused(next ? { pending, above } : undefined)
    paused = next
  }

  return async (server) => {
    const above = settings().policies?.backpressure?.pauseAbovePending
    if (above === undefined) {
      become(false, 0, 0)
      return true
    }
    const summary = await server.send(commands.pendingSummary())
    const pending = Array.isArray(summary) ? Number(summary[0]) : 0
    become(pending > above, pending, above)
    if (paused) await clock.sleep(LOOK_AGAIN_MS, stopping)
    return !paused
  }
}
