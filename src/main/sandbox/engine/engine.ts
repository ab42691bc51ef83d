import type { Random } from '@shared/lib/seeded-random'
import { BlockedClients } from '../blocking/blocked-clients'
import type { Client } from '../clients/client'
import { ServerClock, type TimeSource } from '../clock/server-clock'
import { BlockRequest, NO_REPLY, type Call, type Command, type Outcome } from '../commands/command'
import { CommandRegistry } from '../commands/registry'
import { Keyspace } from '../keyspace/keyspace'
import type { Bytes } from '../protocol/bytes'
import { CommandError, ErrorReply } from '../protocol/reply'
import { capabilitiesOf, type Capabilities, type Release } from './capabilities'
import { ServerConfig } from './server-config'

export interface EngineOptions {
  /** The release whose streams it speaks; see `capabilities` for single ones. */
  release: Release
  capabilities?: Partial<Capabilities>
  commands: readonly Command[]
  time: TimeSource
  random: Random
  /** Undefined for a server that asks for none. */
  password: string | undefined
}

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
  readonly config: ServerConfig
  readonly keyspace: Keyspace
  readonly blocked: BlockedClients

  constructor(options: EngineOptions) {
    this.clock = new ServerClock(options.time)
    this.random = options.random
    this.release = options.release
    this.capabilities = { ...capabilitiesOf(options.release), ...options.capabilities }
    this.registry = new CommandRegistry(options.commands, this.capabilities)
    this.config = new ServerConfig()
    this.blocked = new BlockedClients(this.clock, () => undefined)
    this.keyspace = new Keyspace(this.clock, {
      modified: () => undefined,
      ready: (db, key) => this.blocked.markReady(db, key),
      event: () => undefined
    })
  }

  /** Carries out one command of one client and sends its reply. */
  execute(client: Client, args: readonly Bytes[]): void {
    const outcome = this.#run(client, args)
    if (outcome instanceof BlockRequest) this.blocked.block(client, this.#database(client), outcome)
    else if (outcome !== NO_REPLY) client.send(outcome)
    this.blocked.serve()
  }

  #run(client: Client, args: readonly Bytes[]): Outcome {
    try {
      const command = this.#find(args)
      const call: Call = { engine: this, client, args, db: this.#database(client), mayBlock: true }
      if (command.run === undefined) throw new Error(`the command ${command.name} cannot be run`)
      return command.run(call)
    } catch (error) {
      if (error instanceof CommandError) return new ErrorReply(error.message)
      throw error
    }
  }

  #find(args: readonly Bytes[]): Command {
    const name = (args[0] ?? '').toLowerCase()
    const command = this.registry.get(name)
    if (command === undefined) throw new CommandError(`ERR unknown command '${args[0] ?? ''}', with args beginning with: `)
    if (command.subcommands === undefined) return check(command, args)
    const subcommand = command.subcommands.find((candidate) => candidate.name === `${name}|${(args[1] ?? '').toLowerCase()}`)
    if (subcommand === undefined) throw new CommandError(`ERR unknown subcommand '${args[1] ?? ''}'. Try ${name.toUpperCase()} HELP.`)
    return check(subcommand, args)
  }

  #database(client: Client): Call['db'] {
    const db = this.keyspace.database(client.db)
    if (db === undefined) throw new Error(`there is no database ${client.db}`)
    return db
  }
}

function check(command: Command, args: readonly Bytes[]): Command {
  const fits = command.arity < 0 ? args.length >= -command.arity : args.length === command.arity
  if (!fits) throw new CommandError(`ERR wrong number of arguments for '${command.name}' command`)
  return command
}
