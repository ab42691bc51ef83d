import type { OpenConnection } from '@shared/contract/connections'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { ConnectionState, Environment } from '@shared/model/connection-state'
import type { ConnectionId } from '@shared/model/stream-ref'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import type { CommandLog } from './command-log'
import type { Connection } from './dispatcher'
import { createManagedConnection, type ManagedConnection, type ManagedConnectionOptions } from './managed-connection'
import { parseAddress } from './parse-address'
import { defaultSandboxRoot } from './sandbox-records'
import { startSandboxServer, type SandboxServer } from './sandbox-server'
import { confirmLabel } from './write-access'

export interface ConnectionManagerOptions {
  sink: EventSink
  clock: Clock
  random: Random
  commandLog: CommandLog
  logger: Logger
  /** Stands in CLIENT LIST, to tell two running workbenches apart. */
  instance: string
  /** For the sandbox; by default a folder of this user in the system's folder for temporary files. */
  sandboxFolder?: string
}

/** All servers that are open. Every method that names one throws Fault `no-connection` when there is none. */
export interface ConnectionManager {
  /** Returns at once; what becomes of it is told by events. Throws Fault `bad-input` for an address that cannot be one. */
  open(request: OpenConnection): Promise<ConnectionId>
  /** The private server; gives the open one when there is one. Throws Fault when no server program is installed. */
  openSandbox(): Promise<ConnectionId>
  get(id: ConnectionId): Connection
  list(): ConnectionState[]
  retry(input: { connection: ConnectionId; password?: string | undefined }): void
  close(id: ConnectionId): Promise<void>
  setEnvironment(input: { connection: ConnectionId; environment: Environment; typedLabel?: string | undefined }): void
  allowLabs(input: { connection: ConnectionId; typedLabel: string }): void
  arm(input: { connection: ConnectionId; typedLabel: string }): { until: number }
  disarm(id: ConnectionId): void
  /** When a page goes: nobody watches the countdown any more (TRUST G7). */
  disarmAll(): void
  killServer(id: ConnectionId): Promise<void>
  startServer(id: ConnectionId): Promise<void>
  /** Closes every socket and ends the sandbox. Idempotent. */
  dispose(): Promise<void>
}

const SANDBOX = 'sandbox'
const START_AGAIN = 'Start the sandbox server again: it comes back empty, on the same port.'

export function createConnectionManager(options: ConnectionManagerOptions): ConnectionManager {
  const { sink, clock, random, commandLog, logger, instance } = options
  const connections = new Map<ConnectionId, ManagedConnection>()
  let sandbox: SandboxServer | undefined
  let openingSandbox: Promise<ConnectionId> | undefined

  function add(part: Pick<ManagedConnectionOptions, 'id' | 'label' | 'kind' | 'target' | 'shown' | 'environment'>): ConnectionId {
    connections.set(part.id, createManagedConnection({ ...part, instance, sink, clock, random, commandLog, logger }))
    return part.id
  }

  function find(id: ConnectionId): ManagedConnection {
    const connection = connections.get(id)
    if (connection === undefined) throw new Fault('no-connection', 'This connection is not open.', 'Open it again.')
    return connection
  }

  function findSandbox(id: ConnectionId): { connection: ManagedConnection; server: SandboxServer } {
    const connection = find(id)
    if (id !== SANDBOX || sandbox === undefined) throw new Fault('forbidden', 'Sluice ends and starts only its own sandbox server.', 'Use the sandbox for this.')
    return { connection, server: sandbox }
  }

  async function startSandbox(): Promise<ConnectionId> {
    sandbox = await startSandboxServer({
      root: options.sandboxFolder ?? defaultSandboxRoot(),
      path: process.env['PATH'] ?? '',
      logger,
      onEnd: () => connections.get(SANDBOX)?.lose('The sandbox server has ended.', START_AGAIN)
    })
    const { address } = sandbox.target
    return add({
      id: SANDBOX,
      label: SANDBOX,
      kind: 'sandbox',
      target: sandbox.target,
      shown: address.kind === 'tcp' ? `redis://${address.host}:${address.port}` : address.path,
      environment: 'local'
    })
  }

  async function close(id: ConnectionId): Promise<void> {
    const connection = find(id)
    connections.delete(id)
    await connection.close()
    if (id === SANDBOX) {
      const server = sandbox
      sandbox = undefined
      openingSandbox = undefined
      await server?.dispose()
    }
    sink.append({ kind: 'connection-removed', id })
  }

  /** Short enough to read, and never used twice in this run. */
  function createId(): ConnectionId {
    let id: ConnectionId
    do id = `c-${Math.floor(random() * 0x1_0000_0000).toString(16).padStart(8, '0')}`
    while (connections.has(id))
    return id
  }

  return {
    async open(request) {
      const { target, shown, local } = parseAddress(request)
      return add({ id: createId(), label: request.label, kind: 'remote', target, shown, environment: request.environment ?? (local ? 'local' : 'production') })
    },
    openSandbox() {
      openingSandbox ??= startSandbox().catch((error: unknown) => {
        openingSandbox = undefined
        throw error
      })
      return openingSandbox
    },
    get: find,
    list: () => [...connections.values()].map((connection) => connection.state()),
    retry: ({ connection, password }) => find(connection).retry(password),
    close,
    setEnvironment({ connection: id, environment, typedLabel }) {
      const connection = find(id)
      const state = connection.state()
      if (state.environment === environment) return
      if (state.environment === 'production') confirmLabel(state, typedLabel)
      connection.setEnvironment(environment)
    },
    allowLabs({ connection: id, typedLabel }) {
      const connection = find(id)
      confirmLabel(connection.state(), typedLabel)
      connection.allowLabs()
    },
    arm({ connection: id, typedLabel }) {
      const connection = find(id)
      confirmLabel(connection.state(), typedLabel)
      return { until: connection.arm() }
    },
    disarm: (id) => find(id).disarm(),
    disarmAll() {
      for (const connection of connections.values()) connection.disarm('the page was left')
    },
    async killServer(id) {
      const { connection, server } = findSandbox(id)
      if (server.pid === undefined) throw new Fault('not-possible-now', 'The sandbox server is not running.', START_AGAIN)
      await server.kill()
      connection.lose('The sandbox server was ended by hand.', START_AGAIN)
    },
    async startServer(id) {
      const { connection, server } = findSandbox(id)
      await server.start()
      connection.retry()
    },
    async dispose() {
      await openingSandbox?.catch(() => undefined)
      for (const id of connections.keys()) await close(id)
    }
  }
}
