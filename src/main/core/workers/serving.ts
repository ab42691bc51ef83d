import { NoReplyError, ServerError } from '../redis/reply'
import type { ErrorPause } from './error-pause'
import { toParked, type LoopConnection } from './loop-connection'
import type { ThreadReporter } from './thread-report'

export interface ServingOptions {
  /** Undefined when it is told to stop while it waits for the server. */
  connect: () => Promise<LoopConnection | undefined>
  report: ThreadReporter
  pause: ErrorPause
}

export interface Serving {
  /** The server did something for us: the count of failures starts anew. */
  worked: () => void
  /**
   * Serves one connection after the other until `serve` is done with one that has not moved, or until it is told to stop while it waits for the
   * server. Throws ParkedError for what only a person can mend.
   */
  run: (serve: (server: LoopConnection) => Promise<void>) => Promise<void>
}

/** How both loops go on when their connection breaks or the server refuses for now. */
export function createServing({ connect, report, pause }: ServingOptions): Serving {
  let failures = 0
  return {
    worked() {
      failures = 0
    },
    async run(serve) {
      for (;;) {
        const server = await connect()
        if (server === undefined) return
        try {
          await serve(server)
          await server.close()
          if (!server.moved()) return
        } catch (error) {
          await server.close()
          const parked = toParked(error)
          if (parked !== undefined) throw parked
          if (!(error instanceof ServerError || error instanceof NoReplyError)) throw error
          report.status({ kind: 'reconnecting', message: error.message })
          await (error instanceof ServerError ? pause('refused', failures++) : pause('lost', 0))
        }
      }
    }
  }
}
