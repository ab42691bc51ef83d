import type { Command } from '../commands/command'
import type { CommandRegistry } from '../commands/registry'
import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'

/** How much of an unknown command its error repeats. */
const REPEATED = 128

/** As C's `%s` prints it: up to the first zero byte. */
function printable(bytes: Bytes, most: number): Bytes {
  const zero = bytes.indexOf('\0')
  return bytes.slice(0, Math.min(most, zero === -1 ? bytes.length : zero))
}

/** From 7.2 on the arguments are spoken of only where there are any. */
function unknownCommand(args: readonly Bytes[], plain: boolean): CommandError {
  if (plain && args.length === 1) return new CommandError(`ERR unknown command '${printable(args[0] as Bytes, REPEATED)}'`)
  let told = ''
  for (let at = 1; at < args.length && told.length < REPEATED; at++) told += `'${printable(args[at] as Bytes, REPEATED - told.length)}' `
  return new CommandError(`ERR unknown command '${printable(args[0] as Bytes, REPEATED)}', with args beginning with: ${told}`)
}

function checkArity(command: Command, args: readonly Bytes[]): Command {
  const fits = command.arity < 0 ? args.length >= -command.arity : args.length === command.arity
  if (!fits) throw new CommandError(`ERR wrong number of arguments for '${command.name}' command`)
  return command
}

/** The command, or subcommand, that these words call. Throws CommandError with Redis's own words when there is none. */
export function findCommand(registry: CommandRegistry, args: readonly Bytes[]): Command {
  const command = registry.find(args[0] as Bytes)
  if (command === undefined) throw unknownCommand(args, registry.capabilities.inactive)
  if (command.subcommands === undefined || args.length < 2) return checkArity(command, args)
  const word = args[1] as Bytes
  const subcommand = registry.findSubcommand(command, word)
  if (subcommand === undefined) throw new CommandError(`ERR unknown subcommand '${printable(word, REPEATED)}'. Try ${command.name.toUpperCase()} HELP.`)
  return checkArity(subcommand, args)
}
