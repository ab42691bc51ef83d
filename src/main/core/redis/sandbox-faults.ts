import type { Outcome } from '@shared/contract/primitives'
import type { Clock } from '@shared/lib/clock'
import type { ReplicaState, SandboxPersistence } from '@shared/model/connection-state'
import type { ConnectionId } from '@shared/model/stream-ref'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import type { CommandLog } from './command-log'
import type { SocketTarget } from './dispatcher'
import type { ManagedConnection } from './managed-connection'
import { parseInfo } from './probe-capabilities'
import { APPEND_SETTINGS } from './program-server'
import { asOwner, openSandboxOwner, type SandboxOwnerOptions } from './sandbox-owner'
import type { SandboxServer, SandboxStart } from './sandbox-server'
import { showAddress, watchReplica } from './watch-replica'

interface Sandbox {
  connection: ManagedConnection
  server: SandboxServer
}

export interface SandboxFaultsOptions {
  /** Throws Fault when it is no sandbox of ours. */
  find: (id: ConnectionId) => Sandbox
  sink: EventSink
  clock: Clock
  commandLog: CommandLog
  logger: Logger
  instance: string
}

/** What can be done to the server of a sandbox. All throw Fault: forbidden, not-possible-now. */
export interface SandboxFaults {
  kill(id: ConnectionId): Promise<void>
  start(id: ConnectionId, how: SandboxStart): Promise<void>
  /** Resolves when it is killed; it starts by itself after that time, unless somebody starts or closes it before. */
  killThenStart(id: ConnectionId, afterMs: number, how: SandboxStart): Promise<void>
  setPersistence(id: ConnectionId, persistence: SandboxPersistence): Promise<Outcome>
  addReplica(id: ConnectionId): Promise<void>
  cutLink(id: ConnectionId): void
  mendLink(id: ConnectionId): void
  removeReplica(id: ConnectionId): Promise<void>
  /** Kills the primary and makes the replica the primary; connection and workers go there. */
  failOver(id: ConnectionId): Promise<Outcome>
  /** The sandbox is closed: what was planned or watched for it ends. */
  forget(id: ConnectionId): void
}

const LOOK_EVERY = 500
/** How long the first append-only file may take. */
const REWRITE_LOOKS = 60
const RUNNING = 'The sandbox server is not running.'

/** What to do when it does not run. */
export function sayStart(server: Pick<SandboxServer, 'persistence'> | undefined): string {
  return server?.persistence === undefined || server.persistence === 'none'
    ? 'Start the sandbox server again: it comes back empty, on the same port.'
    : 'Start the sandbox server again, from its append-only file or empty, on the same port.'
}

export function createSandboxFaults(options: SandboxFaultsOptions): SandboxFaults {
  const { find, sink, clock, logger } = options
  const planned = new Map<ConnectionId, AbortController>()
  const watched = new Map<ConnectionId, AbortController>()

  function forgetPlan({ connection }: Sandbox): void {
    planned.get(connection.id)?.abort()
    planned.delete(connection.id)
    if (connection.state().startsAt !== undefined) connection.note({ startsAt: undefined })
  }

  function tell(id: ConnectionId, level: 'info' | 'warning' | 'error', text: string, next?: string): void {
    sink.append({ kind: 'notice', level, text, connection: id, ...(next !== undefined && { next }) })
  }

  async function kill(sandbox: Sandbox): Promise<void> {
    const { connection, server } = sandbox
    if (server.pid === undefined) throw new Fault('not-possible-now', RUNNING, sayStart(server))
    await server.kill()
    connection.lose('The sandbox server was ended by hand.', sayStart(server))
  }

  async function start(sandbox: Sandbox, how: SandboxStart): Promise<void> {
    await sandbox.server.start(how)
    forgetPlan(sandbox)
    sandbox.connection.note({ persistence: sandbox.server.persistence })
    sandbox.connection.retry()
  }

  async function startLater(sandbox: Sandbox, afterMs: number, how: SandboxStart): Promise<void> {
    const plan = new AbortController()
    planned.set(sandbox.connection.id, plan)
    sandbox.connection.note({ startsAt: clock.now() + afterMs })
    await clock.sleep(afterMs, plan.signal)
    if (plan.signal.aborted) return
    try {
      await start(sandbox, how)
    } catch (error) {
      forgetPlan(sandbox)
      if (!(error instanceof Fault)) throw error
      tell(sandbox.connection.id, 'error', error.message, error.next)
    }
  }

  function toOwner({ connection }: Sandbox, target: SocketTarget): SandboxOwnerOptions {
    return { connection: connection.id, instance: options.instance, target, clock, log: options.commandLog }
  }

  function noteReplica({ connection }: Sandbox, found: Omit<ReplicaState, 'since'> | undefined): void {
    const before = connection.state().replica
    if (found === undefined) {
      if (before !== undefined) connection.note({ replica: undefined })
    } else if (before?.link !== found.link || before.behind !== found.behind || before.address !== found.address) {
      connection.note({ replica: { ...found, since: before?.link === found.link ? before.since : clock.now() } })
    }
  }

  function followReplica(sandbox: Sandbox): void {
    const life = new AbortController()
    const { id } = sandbox.connection
    watched.get(id)?.abort()
    watched.set(id, life)
    const watching = watchReplica({ server: sandbox.server, open: (target) => openSandboxOwner(toOwner(sandbox, target)), clock, note: (found) => noteReplica(sandbox, found) }, life.signal)
    watching.catch((error: unknown) => logger.error({ connection: id, error: String(error) }, 'the replica of a sandbox is not looked at any more'))
  }

  function changeLink(id: ConnectionId, cut: boolean): void {
    const sandbox = find(id)
    const replica = sandbox.server.replica()
    if (replica === undefined) throw new Fault('not-possible-now', 'The sandbox has no replica.', 'Add one first.')
    if (replica.cut === cut) throw new Fault('not-possible-now', cut ? 'The link is cut already.' : 'The link is not cut.', 'Look at the connection menu.')
    if (cut) sandbox.server.cutLink()
    else sandbox.server.mendLink()
    const { replica: before } = sandbox.connection.state()
    if (before !== undefined) sandbox.connection.note({ replica: { ...before, link: cut ? 'cut' : 'down', since: clock.now() } })
    tell(id, cut ? 'warning' : 'info', cut ? 'The replication link was cut: what is written from now on is on the primary alone.' : 'The replication link was mended: the replica catches up.')
  }

  return {
    kill: async (id) => {
      const sandbox = find(id)
      forgetPlan(sandbox)
      await kill(sandbox)
    },
    start: async (id, how) => start(find(id), how),
    async killThenStart(id, afterMs, how) {
      const sandbox = find(id)
      if (how.from === 'saved' && (sandbox.server.persistence ?? 'none') === 'none') throw new Fault('not-possible-now', 'The server writes no append-only file: nothing of it would be saved.', 'Let it write one first, or start it empty.')
      forgetPlan(sandbox)
      await kill(sandbox)
      startLater(sandbox, afterMs, how).catch((error: unknown) => logger.error({ connection: id, error: String(error) }, 'a planned start of a sandbox server failed'))
    },
    async setPersistence(id, persistence) {
      const sandbox = find(id)
      if (sandbox.server.persistence === undefined) throw new Fault('not-possible-now', 'The built-in server writes nothing to disk.', 'Use a sandbox of redis-server for this.')
      const { appendonly, appendfsync } = APPEND_SETTINGS[persistence]
      const command = ['CONFIG', 'SET', 'appendonly', appendonly]
      if (sandbox.server.pid === undefined) throw new Fault('not-possible-now', RUNNING, 'Start it first, with what it is to write.')
      return asOwner(toOwner(sandbox, sandbox.server.target), async (owner) => {
        await owner.order(['CONFIG', 'SET', 'appendfsync', appendfsync])
        await owner.order(command)
        // The file is of use only once its first part is written: until then a kill would lose what was there before.
        for (let look = 0; appendonly === 'yes' && look < REWRITE_LOOKS; look++) {
          const info = parseInfo(await owner.look(['INFO', 'persistence']))
          if (info.get('aof_rewrite_in_progress') === '0' && info.get('aof_rewrite_scheduled') === '0' && info.get('aof_last_bgrewrite_status') === 'ok') break
          if (look === REWRITE_LOOKS - 1) return { kind: 'failed', command, message: 'The server did not finish its first append-only file.', next: 'Look at the disk of this machine, then try again.' }
          await clock.sleep(LOOK_EVERY)
        }
        sandbox.server.keep(persistence)
        sandbox.connection.note({ persistence })
        return { kind: 'ok', command, reply: 'OK' }
      })
    },
    async addReplica(id) {
      const sandbox = find(id)
      await sandbox.server.addReplica()
      tell(id, 'info', 'The sandbox has a replica now. It takes its first copy.')
      followReplica(sandbox)
    },
    cutLink: (id) => changeLink(id, true),
    mendLink: (id) => changeLink(id, false),
    async removeReplica(id) {
      const sandbox = find(id)
      watched.get(id)?.abort()
      await sandbox.server.removeReplica()
      noteReplica(sandbox, undefined)
    },
    async failOver(id) {
      const sandbox = find(id)
      const { connection, server } = sandbox
      const command = ['REPLICAOF', 'NO', 'ONE']
      if (server.replica() !== undefined && connection.state().replica?.link === 'syncing') throw new Fault('not-possible-now', 'The replica still takes its first copy.', 'Wait until its link is up.')
      watched.get(id)?.abort()
      await server.failOver()
      noteReplica(sandbox, undefined)
      connection.lose('The primary was killed; its replica takes its place.', 'Wait a moment.')
      try {
        await asOwner(toOwner(sandbox, server.target), (owner) => owner.order(command))
      } finally {
        // Whatever it said: there is no other server any more.
        connection.retarget(server.target, showAddress(server.target))
      }
      tell(id, 'warning', `Failover: the primary was killed and its replica is the primary now, at ${connection.state().address}.`, 'What was not replicated is gone: see what the streams came back with.')
      return { kind: 'ok', command, reply: 'OK' }
    },
    forget(id) {
      planned.get(id)?.abort()
      planned.delete(id)
      watched.get(id)?.abort()
      watched.delete(id)
    }
  }
}
