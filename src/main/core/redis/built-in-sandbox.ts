import { PortTakenError, startBuiltInServer, type BuiltInServer } from '../../sandbox/start-built-in-server'
import { Fault } from '../fault'
import type { SocketTarget } from './dispatcher'
import { createSandboxPassword, refuseStart, toStartAgainFault, toStartFault, type SandboxServer } from './sandbox-server'

export interface BuiltInSandboxOptions {
  /** The built entry of its thread. */
  threadFile: string
  /** The server ended, and nobody here had asked for it. */
  onEnd: () => void
}

const KEEPS_NOTHING = 'The built-in server writes nothing to disk.'

/**
 * A sandbox on Sluice's own server, in a thread of this process: it needs no program, and it goes when this process
 * goes, however that ends, so nothing has to be written down of it.
 */
export async function startBuiltInSandbox({ threadFile, onEnd }: BuiltInSandboxOptions): Promise<SandboxServer> {
  const password = createSandboxPassword()
  // Any free port at first, then always that one.
  let port = 0
  let server: BuiltInServer | undefined
  let disposed = false

  async function launch(): Promise<void> {
    const started = await startBuiltInServer({
      threadFile, at: { kind: 'tcp', port }, password,
      onEnd() {
        if (server !== started) return
        server = undefined
        onEnd()
      }
    })
    port = started.port
    server = started
    // It was closed while this one was on its way up.
    if (disposed) await end()
  }

  async function end(): Promise<void> {
    const ending = server
    server = undefined
    await ending?.kill()
  }

  try {
    await launch()
  } catch (error) {
    throw toStartFault(error)
  }

  return {
    get target(): SocketTarget {
      return { address: { kind: 'tcp', host: '127.0.0.1', port }, password, db: 0 }
    },
    get pid() {
      return server === undefined ? undefined : process.pid
    },
    persistence: undefined,
    keep: () => undefined,
    kill: end,
    async start({ from } = { from: 'empty' }) {
      refuseStart({ disposed, running: server !== undefined })
      if (from === 'saved') throw new Fault('not-possible-now', KEEPS_NOTHING, 'Start it empty, or use a sandbox of redis-server.')
      try {
        await launch()
      } catch (error) {
        throw toStartAgainFault(error, error instanceof PortTakenError)
      }
    },
    replica: () => undefined,
    async addReplica() {
      throw new Fault('not-possible-now', 'The built-in server has no replication.', 'Use a sandbox of redis-server.')
    },
    cutLink: () => undefined,
    mendLink: () => undefined,
    async removeReplica() {
      // It has none.
    },
    async failOver() {
      throw new Fault('not-possible-now', 'The built-in server has no replication.', 'Use a sandbox of redis-server.')
    },
    async dispose() {
      disposed = true
      // It has nothing to save: ending its thread is as orderly as anything, and cannot take long.
      await end()
    }
  }
}
