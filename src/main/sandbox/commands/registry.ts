import type { Capabilities } from '../engine/capabilities'
import type { Bytes } from '../protocol/bytes'
import type { Command } from './command'

/** The commands of one server, by name in any case; subcommands under their container. */
export class CommandRegistry {
  readonly #commands = new Map<string, Command>()
  readonly #subcommands = new Map<Command, Map<string, Command>>()
  /** Names as clients write them: nearly always the same few. */
  readonly #spelt = new Map<Bytes, Command>()

  constructor(commands: readonly Command[], readonly capabilities: Capabilities) {
    const isThere = ({ capability }: Command): boolean => capability === undefined || capabilities[capability]
    for (const given of commands) {
      if (!isThere(given)) continue
      const command = given.subcommands === undefined ? given : { ...given, subcommands: given.subcommands.filter(isThere) }
      this.#commands.set(command.name, command)
      if (command.subcommands !== undefined) this.#subcommands.set(command, new Map(command.subcommands.map((subcommand) => [subcommand.name.slice(command.name.length + 1), subcommand])))
    }
  }

  find(name: Bytes): Command | undefined {
    const known = this.#spelt.get(name)
    if (known !== undefined) return known
    const command = this.#commands.get(name.toLowerCase())
    if (command !== undefined) this.#spelt.set(name, command)
    return command
  }

  findSubcommand(command: Command, name: Bytes): Command | undefined {
    return this.#subcommands.get(command)?.get(name.toLowerCase())
  }

  /** `xgroup|create` or `xadd`. */
  findByFullName(name: Bytes): Command | undefined {
    const [first = '', second] = name.toLowerCase().split('|')
    const command = this.#commands.get(first)
    return second === undefined || command === undefined ? command : this.findSubcommand(command, second)
  }

  all(): Command[] {
    return [...this.#commands.values()]
  }
}
