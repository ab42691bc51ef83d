import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import { backoffMs } from '../workers/error-pause'
import { toParked } from '../workers/loop-connection'
import type { WorkerSocket } from '../workers/worker-socket'

export interface ReaderLifeOptions {
  open: () => Promise<WorkerSocket>
  /** Reads from one socket until it is lost, which it may throw, or `leaving` aborts. */
  serve: (socket: WorkerSocket, leaving: AbortSignalLike) => Promise<void>
  clock: Clock
  random: Random
}

/** A reader that can be taken away, socket and all, and brought back. */
export interface ReaderLife {
  bringBack(): void
  /** Closes its socket in the midst of whatever it does. Resolves when it is gone. */
  takeAway(): Promise<void>
  /** Why it does not read: it cannot reach the server, or is refused. */
  problem(): string | undefined
}

export function createReaderLife({ open, serve, clock, random }: ReaderLifeOptions): ReaderLife {
  let leaving: AbortController | undefined
  let socket: WorkerSocket | undefined
  let living: Promise<void> | undefined
  let problem: string | undefined

  async function live(signal: AbortSignalLike): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        socket = await open()
        problem = undefined
        if (!signal.aborted) await serve(socket, signal)
        attempt = -1
      } catch (error) {
        if (signal.aborted) return
        // What only a person can mend is not asked for again and again.
        const parked = toParked(error)
        problem = parked === undefined ? String(error instanceof Error ? error.message : error) : `${parked.why} Stop this comparison, and start it anew.`
        if (parked !== undefined) return
      } finally {
        await socket?.close()
        socket = undefined
      }
      if (!signal.aborted) await clock.sleep(backoffMs(Math.max(0, attempt), random), signal)
    }
  }

  return {
    bringBack() {
      if (leaving !== undefined) return
      leaving = new AbortController()
      living = live(leaving.signal)
    },
    async takeAway() {
      leaving?.abort()
      leaving = undefined
      await socket?.close()
      await living
    },
    problem: () => problem
  }
}
