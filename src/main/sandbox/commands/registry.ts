import type { Capabilities } from '../engine/capabilities'
import type { Command } from './command'

/** The commands of one server, by name; subcommands under their container. */
export class CommandRegistry {
  readonly #commands = new Map<string, Command>()

  constructor(commands: readonly Command[], capabilities: Capabilities) {
    for (const command of commands) {
      if (command.capability !== undefined && !capabilities[command.capability]) continue
      const subcommands = command.subcommands?.filter(({ capability }) => capability === undefined || capabilities[capability])
      this.#commands.set(command.name, subcommands === undefined ? command : { ...command, subcommands })
    }
  }

  get(name: string): Command | undefined {
    return this.#commands.get(name)
  }

  all(): Command[] {
    return [...this.#commands.values()]
  }
}
