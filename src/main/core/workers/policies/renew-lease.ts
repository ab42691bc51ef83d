import type { Clock } from '@shared/lib/clock'
import type { Command } from '../../redis/dispatcher'
import type { LoopConnection } from '../loop-connection'

/**
 * While `work` runs, claims its entry for its own consumer again and again with JUSTID: the idle time starts anew and
 * the delivery count stays (scenario 9), so that slow is not taken for dead. A renewal that fails does not fail the work.
 */
export async function renewWhile<T>(work: Promise<T>, options: { server: LoopConnection; renewal: Command; everyMs: number; clock: Clock; onFailure: (error: unknown) => void }): Promise<T> {
  const over = new AbortController()
  async function renew(): Promise<void> {
    for (;;) {
      await options.clock.sleep(options.everyMs, over.signal)
      if (over.signal.aborted) return
      await options.server.send(options.renewal)
    }
  }
  const renewing = renew().catch(options.onFailure)
  try {
    return await work
  } finally {
    over.abort()
    await renewing
  }
}
