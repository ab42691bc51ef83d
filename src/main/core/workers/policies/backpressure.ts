import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { ConsumerPolicies } from '@shared/labs/lab-file'
import type { LoopConnection } from '../loop-connection'
import type { ThreadReporter } from '../thread-report'
import type { PolicyCommands } from './policy-commands'

const LOOK_AGAIN_MS = 250

/** Waits while the group has more pending than it may, and says so. Gives false when the loop was told to stop meanwhile. */
export async function waitForRoom(server: LoopConnection, options: {
  policies: ConsumerPolicies
  commands: PolicyCommands
  report: ThreadReporter
  clock: Clock
  stopping: AbortSignalLike
}): Promise<boolean> {
  const { policies: { backpressure }, commands, report, clock, stopping } = options
  if (backpressure === undefined) return true
  let paused = false
  while (!stopping.aborted) {
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
