import type { SandboxPersistence } from '@shared/model/connection-state'
import { Fault } from '../fault'
import type { Logger } from '../logging/logger'
import type { SocketTarget } from './dispatcher'
import { findRedisServer, NO_PROGRAM } from './find-redis-server'
import { PortTakenError, startProgramServer, type ProgramServer } from './program-server'
import { openReplicationLink, type ReplicationLink } from './replication-link'
import { endStaleSandboxes, openSandboxRoot } from './sandbox-records'
import { createSandboxPassword, refuseStart, toStartAgainFault, toStartFault, type SandboxReplica, type SandboxServer } from './sandbox-server'

export interface ProgramSandboxOptions {
  /** Folder for the records and the servers' own folders. */
  root: string
  /** Where to look for the server program, as in PATH. */
  path: string
  logger: Logger
  /** The server ended, and nobody here had asked for it. */
  onEnd: () => void
}

async function prepareRoot(root: string, logger: Logger): Promise<void> {
  try {
    await openSandboxRoot(root)
    const ended = await endStaleSandboxes(root)
    if (ended > 0) logger.info({ ended }, 'ended sandbox servers that an earlier run left behind')
  } catch (error) {
    throw toStartFault(error)
  }
}

/** A sandbox on the server program of this machine, after ending any that an earlier, killed Sluice left behind. Throws Fault when it cannot be. */
export async function startProgramSandbox({ root, path, logger, onEnd }: ProgramSandboxOptions): Promise<SandboxServer> {
  await prepareRoot(root, logger)
  const found = await findRedisServer(path)
  if (found === undefined) {
    throw new Fault('not-possible-now', NO_PROGRAM, 'Use the built-in sandbox, or install the package redis-server or valkey (apt install redis-server, brew install redis).')
  }
  const program: string = found
  const password = createSandboxPassword()
  let persistence: SandboxPersistence = 'none'
  let replica: { server: ProgramServer; link: ReplicationLink } | undefined
  let disposed = false
  let turn: Promise<unknown> = Promise.resolve()

  async function launch(replicaOf?: number): Promise<ProgramServer> {
    const own: { server?: ProgramServer } = {}
    own.server = await startProgramServer({
      program, root, password, logger,
      onEnd() {
        // The end of a replica is seen by whoever looks at it; that of the primary is the end of the sandbox.
        if (own.server !== replica?.server) onEnd()
      }
    }, { persistence, ...(replicaOf !== undefined && { replicaOf }) })
    return own.server
  }

  function targetOf({ port }: ProgramServer): SocketTarget {
    return { address: { kind: 'tcp', host: '127.0.0.1', port }, password, db: 0 }
  }

  async function removeReplica(): Promise<void> {
    const leaving = replica
    replica = undefined
    await leaving?.link.close()
    await leaving?.server.dispose()
  }

  let primary = await launch()

  /** One after the other: each looks at what is there before it changes it, and a server takes its time to come. */
  function inTurn<T>(doing: () => Promise<T>): Promise<T> {
    const mine = turn.then(doing)
    turn = mine.catch(() => undefined)
    return mine
  }

  return {
    get target() {
      return targetOf(primary)
    },
    get pid() {
      return primary.pid
    },
    get persistence() {
      return persistence
    },
    keep(next) {
      persistence = next
    },
    kill: () => primary.kill(),
    start: ({ from, persistence: next = persistence } = { from: 'empty' }) => inTurn(async () => {
      refuseStart({ disposed, running: primary.pid !== undefined })
      // Without a log there is nothing to come back from; a log that was switched off is an old one.
      if (from === 'saved' && persistence === 'none') throw new Fault('not-possible-now', 'The server wrote no append-only file: nothing of it was saved.', 'Start it empty. Let it write one before it is killed next time.')
      try {
        if (from === 'empty') await primary.forget()
        persistence = next
        await primary.start({ persistence })
      } catch (error) {
        throw toStartAgainFault(error, error instanceof PortTakenError)
      }
      // It was closed while this one was on its way up.
      if (disposed) await primary.kill()
    }),
    replica(): SandboxReplica | undefined {
      if (replica === undefined) return undefined
      const { server, link } = replica
      return { target: targetOf(server), pid: server.pid, cut: link.isCut() }
    },
    addReplica: () => inTurn(async () => {
      if (replica !== undefined) throw new Fault('not-possible-now', 'The sandbox has a replica already.', 'Promote it, or remove it first.')
      if (primary.pid === undefined) throw new Fault('not-possible-now', 'The sandbox server is not running.', 'Start it first.')
      const link = await openReplicationLink(primary.port)
      try {
        replica = { server: await launch(link.port), link }
      } catch (error) {
        await link.close()
        throw error
      }
      if (disposed) await removeReplica()
    }),
    cutLink() {
      replica?.link.cut()
    },
    mendLink() {
      replica?.link.mend()
    },
    removeReplica: () => inTurn(removeReplica),
    failOver: () => inTurn(async () => {
      if (replica?.server.pid === undefined) throw new Fault('not-possible-now', 'There is no replica that runs.', 'Add a replica first.')
      const old = primary
      const { server, link } = replica
      // From here on its end is the end of the sandbox.
      primary = server
      replica = undefined
      await old.kill()
      await link.close()
      await old.dispose()
    }),
    async dispose() {
      disposed = true
      await removeReplica()
      await primary.dispose()
    }
  }
}
