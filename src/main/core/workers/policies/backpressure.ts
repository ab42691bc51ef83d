import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { ConsumerSettings } from '@shared/model/worker-state'
import type { LoopConnection } from '../loop-connection'
import type { ThreadReporter } from '../thread-report'
import type { PolicyCommands } from './policy-commands'

const LOOK_AGAIN_MS = 250

/** Waits while the group has more pending than it may, and says so. Gives false when the loop was told to stop meanwhile. */
export async function waitForRoom(server: LoopConnection, options: {
  /** As they are now: the limit may be changed, or taken away, while it waits. */
  settings: () => ConsumerSettings
  commands: PolicyCommands
  report: ThreadReporter
  clock: Clock
  stopping: AbortSignalLike
}): Promise<boolean> {
  const { commands, report, clock, stopping } = options
  let paused = false
  while (!stopping.aborted) {
    const backpressure = options.settings().policies?.backpressure
    if (backpressure === undefined) {
      if (paused) report.paused(undefined)
      return true
    }
    const summary = await server.send(commands.pendingSummary())
    const pending = Array.isArray(summary) ? Number(summary[0]) : 0
    const room = pending <= backpressure.pauseAbovePending
    if (paused !== !room) report.paused(room ? undefined : { pending, above: backpressure.pauseAbovePending })
    paused = !room
    if (room) return true
    await clock.sleep(LOOK_AGAIN_MS, stopping)
  }
  return false
}
