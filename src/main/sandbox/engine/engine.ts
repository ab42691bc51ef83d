import type { Random } from '@shared/lib/seeded-random'
import { BlockedClients } from '../blocking/blocked-clients'
import type { Client } from '../clients/client'
import { PubSub } from '../clients/pub-sub'
import { WatchedKeys } from '../clients/watched-keys'
import { ServerClock, type TimeSource } from '../clock/server-clock'
import { BlockRequest, NO_REPLY, type Command, type Outcome } from '../commands/command'
import { CommandRegistry } from '../commands/registry'
import type { Database } from '../keyspace/database'
import { Keyspace, type EventClass } from '../keyspace/keyspace'
import type { Bytes } from '../protocol/bytes'
import { CommandError, ErrorReply, QUEUED, SimpleString } from '../protocol/reply'
import { capabilitiesOf, type Capabilities, type Release } from './capabilities'
import { findCommand } from './find-command'
import { formatMonitorLine } from './monitor-line'
import { ServerConfig } from './server-config'
import { SlowLog } from './slow-log'
import { Statistics } from './statistics'

export interface EngineOptions {
  /** The release whose streams it speaks; see `capabilities` for single ones. */
  release: Release
  capabilities?: Partial<Capabilities>
  commands: readonly Command[]
  time: TimeSource
  random: Random
  /** Undefined for a server that asks for none. */
  password: string | undefined
  /** A command failed in a way that it should not have. */
  onFault?: (command: string, error: unknown) => void
}

/** What a RESP2 client that listens may still send: it could not tell other replies from messages. */
const WHILE_LISTENING = new Set(['ping', 'subscribe', 'ssubscribe', 'psubscribe', 'unsubscribe', 'sunsubscribe', 'punsubscribe', 'quit', 'reset'])
/** What is carried out at once between MULTI and EXEC. */
const WHILE_QUEUING = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset'])
/** How often keys whose time has come are looked for. Those that are asked for are found at once. */
const EXPIRE_EVERY_MS = 100

/**
 * The server without its sockets: keys, clients, and the one place where commands are carried out, one after the other.
 * It never waits; a command that must is parked with `blocked` and answered later.
 */
export class Engine {
  readonly clock: ServerClock
  readonly random: Random
  readonly release: Release
  readonly capabilities: Capabilities
  readonly registry: CommandRegistry
  readonly config = new ServerConfig()
  readonly keyspace: Keyspace
  readonly blocked: BlockedClients
  readonly watched = new WatchedKeys()
  readonly pubSub = new PubSub()
  readonly clients = new Map<number, Client>()
  readonly statistics = new Statistics()
  readonly slowLog = new SlowLog()
  readonly runId: string
  /** On the real clock, which is never held: how long the process runs. */
  readonly startedAt: number
  /** CONFIG SET requirepass changes it. */
  password: string | undefined
  /** TCP port, for INFO; 0 where there is none. */
  port = 0
  readonly #time: TimeSource
  readonly #onFault: (command: string, error: unknown) => void
  readonly #monitors = new Set<Client>()
  #lastClientId = 0
  #cancelExpiry: () => void = () => undefined

  constructor(options: EngineOptions) {
    this.clock = new ServerClock(options.time)
    this.#time = options.time
    this.random = options.random
    this.release = options.release
    this.capabilities = { ...capabilitiesOf(options.release), ...options.capabilities }
    this.registry = new CommandRegistry(options.commands, this.capabilities)
    this.password = options.password
    this.startedAt = options.time.now()
    this.runId = Array.from({ length: 40 }, () => Math.floor(options.random() * 16).toString(16)).join('')
    this.#onFault = options.onFault ?? (() => undefined)
    this.blocked = new BlockedClients(this.clock, (client) => client.goOn())
    this.keyspace = new Keyspace(this.clock, {
      modified: (db, key) => this.watched.touch(db, key),
      ready: (db, key) => this.blocked.markReady(db, key),
      event: (kind, event, db, key) => this.#tell(kind, event, db, key)
    })
    this.#armExpiry()
  }

  /** Real time, which no command holds: for what concerns the process and not its data. Milliseconds since 1970. */
  now(): number {
    return this.#time.now()
  }

  nextClientId(): number {
    this.#lastClientId += 1
    return this.#lastClientId
  }

  /** The client is connected: it may send commands. */
  welcome(client: Client): void {
    this.clients.set(client.id, client)
    this.statistics.connections += 1
  }

  /** The client is gone, and with it everything that was kept for it. */
  farewell(client: Client): void {
    client.ended = true
    this.clients.delete(client.id)
    this.blocked.release(client, undefined)
    this.watched.forget(client)
    this.pubSub.forget(client)
    this.#monitors.delete(client)
  }

  monitor(client: Client, on: boolean): void {
    client.monitoring = on
    if (on) this.#monitors.add(client)
    else this.#monitors.delete(client)
  }

  database(client: Client): Database {
    const db = this.keyspace.database(client.db)
    if (db === undefined) throw new Error(`there is no database ${client.db}`)
    return db
  }

  /** Carries out one command of one client and sends its reply. In the order in which Redis's processCommand looks at things. */
  execute(client: Client, args: readonly Bytes[]): void {
    client.commands += 1
    client.lastCommandAt = this.clock.now()
    const command = this.#accept(client, args)
    if (command !== undefined) this.#carryOut(client, command, args)
    // A skip is for one reply: the one that comes now is over.
    if (client.replies === 'skip') client.replies = 'on'
    else if (client.replies === 'skip-next') client.replies = 'skip'
    this.blocked.serve()
  }

  /** Runs a command that was accepted, alone or as a part of a transaction. */
  call(client: Client, command: Command, args: readonly Bytes[], mayBlock: boolean): Outcome {
    if (this.#monitors.size > 0 && !command.flags.includes('admin') && !command.flags.includes('skip_monitor')) this.#showMonitors(client, args)
    const startedAt = this.#time.now()
    const outcome = this.#run(client, command, args, mayBlock)
    const time = (this.#time.now() - startedAt) * 1000
    const statistics = this.statistics.of(command.name)
    statistics.calls += 1
    statistics.time += time
    this.statistics.commandsProcessed += 1
    if (outcome instanceof ErrorReply) {
      statistics.failed += 1
      this.statistics.noteError(outcome.message)
    }
    const { slowlogLogSlowerThan, slowlogMaxLen } = this.config
    if (slowlogLogSlowerThan >= 0 && time >= slowlogLogSlowerThan && !command.flags.includes('skip_slowlog')) this.slowLog.note(client, args, this.clock.now(), Math.round(time), slowlogMaxLen)
    return outcome
  }

  dispose(): void {
    this.#cancelExpiry()
    this.clock.dispose()
  }

  /** The command when it may be carried out now; otherwise the client has been answered. */
  #accept(client: Client, args: readonly Bytes[]): Command | undefined {
    try {
      const command = findCommand(this.registry, args)
      client.lastCommand = command.name
      if (this.password !== undefined && !client.authenticated && !command.flags.includes('no_auth')) throw new CommandError('NOAUTH Authentication required.')
      if (client.transaction !== undefined && command.flags.includes('no_multi')) throw new CommandError('ERR Command not allowed inside a transaction')
      if (client.protocol === 2 && this.pubSub.isListening(client) && !WHILE_LISTENING.has(command.name)) {
        throw new CommandError(`ERR Can't execute '${command.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`)
      }
      if (client.transaction === undefined || WHILE_QUEUING.has(command.name)) return command
      client.transaction.queued.push(args)
      client.send(QUEUED)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      if (client.transaction !== undefined) client.transaction.broken = true
      this.#reject(args, error)
      client.send(new ErrorReply(error.message))
    }
    return undefined
  }

  #reject(args: readonly Bytes[], error: CommandError): void {
    const known = this.registry.find(args[0] as Bytes)
    if (known !== undefined) this.statistics.of(known.name).rejected += 1
    this.statistics.noteError(error.message)
  }

  #carryOut(client: Client, command: Command, args: readonly Bytes[]): void {
    const outcome = this.call(client, command, args, true)
    if (outcome instanceof BlockRequest) this.blocked.block(client, this.database(client), outcome)
    else if (outcome !== NO_REPLY) client.send(outcome)
  }

  #run(client: Client, command: Command, args: readonly Bytes[], mayBlock: boolean): Outcome {
    try {
      if (command.run === undefined) throw new Error(`${command.name} cannot be run`)
      return command.run({ engine: this, client, args, db: this.database(client), mayBlock })
    } catch (error) {
      if (error instanceof CommandError) return new ErrorReply(error.message)
      // A mistake of ours: the client is told, and the server goes on for everybody else.
      this.#onFault(command.name, error)
      return new ErrorReply(`ERR internal error in '${command.name}': this is a fault of the server`)
    }
  }

  #showMonitors(client: Client, args: readonly Bytes[]): void {
    const line = new SimpleString(formatMonitorLine(client, args, this.clock.exact()))
    for (const monitor of this.#monitors) monitor.send(line)
  }

  #tell(kind: EventClass, event: Bytes, db: Database, key: Bytes): void {
    const { keyspace, keyevent, classes } = this.config.keyspaceEvents
    if (!classes.has(kind)) return
    if (keyspace) this.pubSub.publish(`__keyspace@${db.index}__:${key}`, event)
    if (keyevent) this.pubSub.publish(`__keyevent@${db.index}__:${event}`, key)
  }

  /** An alarm, so that a clock that is held and then moved on lets keys go at their times. */
  #armExpiry(): void {
    this.#cancelExpiry = this.clock.alarm(this.clock.exact() + EXPIRE_EVERY_MS, () => {
      if (this.config.activeExpire) this.keyspace.expireDue()
      this.blocked.serve()
      this.#armExpiry()
    })
  }
}
