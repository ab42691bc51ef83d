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
import { CommandError, ErrorReply, QUEUED, type Reply } from '../protocol/reply'
import { acceptCommand, mustQueue } from './accept-command'
import { capabilitiesOf, type Capabilities, type Release } from './capabilities'
import { ExpiryAlarm } from './expiry-alarm'
import { Monitors } from './monitors'
import { ServerConfig } from './server-config'
import { SlowLog } from './slow-log'
import { Statistics } from './statistics'
import { withoutSecrets } from './without-secrets'

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

/** What the first lines of a web page's request begin with. A page must not get at a server that asks for no password (Redis since 3.2.7). */
const OF_BROWSERS = new Set(['post', 'host:'])

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
  readonly monitors: Monitors
  readonly runId: string
  /** On the real clock, which is never held: how long the process runs. */
  readonly startedAt: number
  /** CONFIG SET requirepass changes it. */
  password: string | undefined
  /** TCP port, for INFO; 0 where there is none. */
  port = 0
  readonly #time: TimeSource
  readonly #onFault: (command: string, error: unknown) => void
  readonly #expiry: ExpiryAlarm
  #lastClientId = 0

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
    this.monitors = new Monitors(() => this.clock.exact())
    this.blocked = new BlockedClients(this.clock, { toError: (client, error) => this.#toError(client.lastCommand, error), unblocked: (client, reply) => this.#goOn(client, reply) })
    this.keyspace = new Keyspace(this.clock, {
      modified: (db, key) => this.watched.touch(db, key),
      ready: (db, key) => this.blocked.markReady(db, key),
      event: (kind, event, db, key) => this.#tell(kind, event, db, key)
    })
    this.#expiry = new ExpiryAlarm(this.clock, this.keyspace, () => this.config.activeExpire, () => this.blocked.serve())
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
    this.monitors.forget(client)
  }

  /** Ends the connection of another client at once, before anything more is done for it: as in Redis, what it has not taken is lost. */
  disconnect(client: Client): void {
    this.farewell(client)
    client.cut()
  }

  database(client: Client): Database {
    const db = this.keyspace.database(client.db)
    if (db === undefined) throw new Error(`there is no database ${client.db}`)
    return db
  }

  /** Carries out one command of one client and sends its reply, or parks it until it can be answered. */
  execute(client: Client, args: readonly Bytes[]): void {
    client.commands += 1
    client.lastCommandAt = this.clock.now()
    const command = this.#accept(client, args)
    if (command !== undefined) this.#carryOut(client, command, args)
    // A skip is for one reply: the one that comes now is over.
    if (client.replies === 'skip') client.replies = 'on'
    else if (client.replies === 'skip-next') client.replies = 'skip'
    this.blocked.serve()
    this.#expiry.look()
  }

  /** Runs a command that was accepted, alone or as a part of a transaction. What it answers is for the caller to send. */
  call(client: Client, command: Command, args: readonly Bytes[], mayBlock: boolean): Outcome {
    const startedAt = this.#time.now()
    const outcome = this.#run(client, command, args, mayBlock)
    const time = (this.#time.now() - startedAt) * 1000
    const statistics = this.statistics.of(command.name)
    statistics.time += time
    // 7.2 counts a call that waits when it has its answer, 7.0 when it begins.
    if (!(outcome instanceof BlockRequest && this.capabilities.inactive)) this.#countCall(command.name)
    if (outcome instanceof ErrorReply) this.#countFailure(command.name, outcome)
    const { slowlogLogSlowerThan, slowlogMaxLen } = this.config
    if (slowlogLogSlowerThan >= 0 && time >= slowlogLogSlowerThan && !command.flags.includes('skip_slowlog')) this.slowLog.note(client, withoutSecrets(command.name, args), this.clock.now(), Math.round(time), slowlogMaxLen)
    return outcome
  }

  dispose(): void {
    this.#expiry.dispose()
    this.clock.dispose()
  }

  /** The command when it is to be carried out now; otherwise the client has been answered. */
  #accept(client: Client, args: readonly Bytes[]): Command | undefined {
    try {
      const command = acceptCommand(this, client, args)
      if (!mustQueue(client, command)) return command
      client.transaction?.queued.push(args)
      client.send(QUEUED)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      this.#refuse(client, args, error)
    }
    return undefined
  }

  #refuse(client: Client, args: readonly Bytes[], error: CommandError): void {
    const name = args[0] as Bytes
    if (OF_BROWSERS.has(name.toLowerCase())) return client.end()
    const known = this.registry.find(name)
    if (known !== undefined) this.statistics.of(known.name).rejected += 1
    this.statistics.noteError(error.message)
    if (known?.name === 'exec') {
      // An EXEC that is refused ends its transaction all the same (7.0).
      client.transaction = undefined
      this.watched.forget(client)
      client.send(new ErrorReply(`EXECABORT Transaction discarded because of: ${error.message.replace(/^ERR /, '')}`))
      return
    }
    if (client.transaction !== undefined) client.transaction.broken = true
    client.send(new ErrorReply(error.message))
  }

  #carryOut(client: Client, command: Command, args: readonly Bytes[]): void {
    client.answering = true
    const outcome = this.call(client, command, args, true)
    if (outcome instanceof BlockRequest) this.blocked.block(client, this.database(client), outcome)
    else if (outcome !== NO_REPLY) this.answer(client, outcome)
    client.answered()
    this.monitors.show(client, command, args)
  }

  #run(client: Client, command: Command, args: readonly Bytes[], mayBlock: boolean): Outcome {
    try {
      if (command.run === undefined) throw new Error(`${command.name} cannot be run`)
      return command.run({ engine: this, client, args, db: this.database(client), mayBlock })
    } catch (error) {
      return this.#toError(command.name, error)
    }
  }

  /** Sends a reply. One that is longer than a string can be (512 MB in V8) is told of in words instead. */
  answer(client: Client, reply: Reply): void {
    try {
      client.send(reply)
    } catch (error) {
      client.send(this.#toError(client.lastCommand, error))
    }
  }

  /** What a command threw, as its answer. A mistake of ours is told to this client and to the log, and the server goes on for everybody else. */
  #toError(command: string, error: unknown): ErrorReply {
    if (error instanceof CommandError) return new ErrorReply(error.message)
    this.#onFault(command, error)
    return new ErrorReply(`ERR internal error in '${command}': this is a fault of the server`)
  }

  /** A client that was blocked is not any more, with an answer or without one. */
  #goOn(client: Client, reply: Reply | undefined): void {
    if (reply !== undefined) {
      this.answer(client, reply)
      if (this.capabilities.inactive) this.#countCall(client.lastCommand)
      if (reply instanceof ErrorReply) this.#countFailure(client.lastCommand, reply)
    }
    client.goOn()
  }

  #countCall(command: string): void {
    this.statistics.of(command).calls += 1
    this.statistics.commandsProcessed += 1
  }

  #countFailure(command: string, { message }: ErrorReply): void {
    this.statistics.of(command).failed += 1
    this.statistics.noteError(message)
  }

  #tell(kind: EventClass, event: Bytes, db: Database, key: Bytes): void {
    const { keyspace, keyevent, classes } = this.config.keyspaceEvents
    if (!classes.has(kind)) return
    if (keyspace) this.pubSub.publish(`__keyspace@${db.index}__:${key}`, event)
    if (keyevent) this.pubSub.publish(`__keyevent@${db.index}__:${event}`, key)
  }
}
