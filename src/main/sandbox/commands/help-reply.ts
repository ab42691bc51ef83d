import { SimpleString, type Reply } from '../protocol/reply'
import type { Call } from './command'

/** The answer to HELP of a container: a line for itself, then its subcommands. */
export function toHelpReply(call: Call, lines: readonly string[]): Reply {
  const container = (call.args[0] ?? '').toUpperCase()
  const closing = call.engine.release === '7.0' ? 'Prints this help.' : 'Print this help.'
  return [`${container} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`, ...lines, 'HELP', `    ${closing}`].map((line) => new SimpleString(line))
}
