import type { OpenConnection, SandboxChoice, SandboxServerOffer } from '@shared/contract/connections'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { ConnectionState, Environment, LeftOverKeys, SandboxKind } from '@shared/model/connection-state'
import type { ConnectionId } from '@shared/model/stream-ref'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import type { CommandLog } from './command-log'
import type { Connection } from './dispatcher'
import { createManagedConnection, type ManagedConnection, type ManagedConnectionOptions } from './managed-connection'
import { parseAddress } from './parse-address'
import { defaultSandboxRoot } from './sandbox-records'
import { createSandboxFaults, sayStart, type SandboxFaults } from './sandbox-faults'
import type { SandboxServer, SandboxStart } from './sandbox-server'
import { createSandboxes } from './sandboxes'
import { confirmLabel } from './write-access'

export interface ConnectionManagerOptions {
  sink: EventSink
  clock: Clock
  random: Random
  commandLog: CommandLog
  logger: Logger
  /** Stands in CLIENT LIST, to tell two running workbenches apart. */
  instance: string
  /** The built entry of the built-in sandbox's thread. */
  sandboxThreadFile: string
  /** For a sandbox on a server program; by default a folder of this user in the system's folder for temporary files. */
  sandboxFolder?: string
  /** Where server programs are looked for; by default PATH. */
  programPath?: string
}

/** All servers that are open. Every method that names one throws Fault `no-connection` when there is none. */
export interface ConnectionManager {
  /** Returns at once; what becomes of it is told by events. Throws Fault `bad-input` for an address that cannot be one. */
  open(request: OpenConnection): Promise<ConnectionId>
  sandboxServers(): Promise<SandboxServerOffer[]>
  /** A private server; gives the open one when there is one. Throws Fault when it was to be a program and there is none. */
  openSandbox(choice: SandboxChoice): Promise<ConnectionId>
  /** Of a sandbox only: nobody else's password ever leaves the host. */
  sandboxPassword(id: ConnectionId): string
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
  startServer(id: ConnectionId, how?: SandboxStart): Promise<void>
  /** What else can be done to the server of a sandbox. */
  sandbox: Omit<SandboxFaults, 'kill' | 'start' | 'forget'>
  /** What was found on a server. Undefined takes it away. */
  noteLeftOvers(id: ConnectionId, leftOvers: LeftOverKeys | undefined): void
  /** Closes every socket and ends the sandboxes. Idempotent. */
  dispose(): Promise<void>
}

const SANDBOXES: Readonly<Record<SandboxKind, { id: ConnectionId; label: string }>> = {
  program: { id: 'sandbox', label: 'sandbox' },
  'built-in': { id: 'built-in-sandbox', label: 'built-in sandbox' }
}

export function createConnectionManager(options: ConnectionManagerOptions): ConnectionManager {
  const { sink, clock, random, commandLog, logger, instance } = options
  const connections = new Map<ConnectionId, ManagedConnection>()
  const sandboxes = createSandboxes({
    folder: options.sandboxFolder ?? defaultSandboxRoot(),
    path: options.programPath ?? process.env['PATH'] ?? '',
    threadFile: options.sandboxThreadFile,
    logger,
    connect: addSandbox,
    onEnd: (kind) => connections.get(SANDBOXES[kind].id)?.lose('The sandbox server has ended.', sayStart(sandboxes.server(kind))),
    onFallback(why) {
      sink.append({ kind: 'notice', level: 'warning', text: why, next: 'The built-in sandbox was opened instead.' })
    }
  })

  function add(part: Pick<ManagedConnectionOptions, 'id' | 'label' | 'kind' | 'sandbox' | 'target' | 'shown' | 'environment' | 'persistence'>): ConnectionId {
    connections.set(part.id, createManagedConnection({ ...part, instance, sink, clock, random, commandLog, logger }))
    return part.id
  }

  function find(id: ConnectionId): ManagedConnection {
    const connection = connections.get(id)
    if (connection === undefined) throw new Fault('no-connection', 'This connection is not open.', 'Open it again.')
    return connection
  }

  function addSandbox(kind: SandboxKind, { target, persistence }: SandboxServer): ConnectionId {
    const { address } = target
    return add({
      ...(persistence !== undefined && { persistence }),
      ...SANDBOXES[kind],
      kind: 'sandbox',
      sandbox: kind,
      target,
      shown: address.kind === 'tcp' ? `redis://${address.host}:${address.port}` : address.path,
      environment: 'local'
    })
  }

  function findSandbox(id: ConnectionId): { connection: ManagedConnection; server: SandboxServer } {
    const connection = find(id)
    const kind = connection.state().sandbox
    const server = kind === undefined ? undefined : sandboxes.server(kind)
    if (server === undefined) throw new Fault('forbidden', 'This is for a sandbox server of Sluice only.', 'Use the sandbox for this.')
    return { connection, server }
  }

  const faults = createSandboxFaults({ find: findSandbox, sink, clock, commandLog, logger, instance })

  async function close(id: ConnectionId): Promise<void> {
    const connection = find(id)
    faults.forget(id)
    connections.delete(id)
    await connection.close()
    const kind = connection.state().sandbox
    if (kind !== undefined) await sandboxes.close(kind)
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
    sandboxServers: () => sandboxes.offers(),
    openSandbox: (choice) => sandboxes.open(choice),
    sandboxPassword: (id) => findSandbox(id).server.target.password ?? '',
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
    killServer: (id) => faults.kill(id),
    startServer: (id, how = { from: 'empty' }) => faults.start(id, how),
    sandbox: faults,
    noteLeftOvers: (id, leftOvers) => connections.get(id)?.note({ leftOvers }),
    async dispose() {
      await sandboxes.settled()
      for (const id of connections.keys()) await close(id)
    }
  }
}
