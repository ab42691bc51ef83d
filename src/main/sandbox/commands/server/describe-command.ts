import type { Capabilities } from '../../engine/capabilities'
import type { Engine } from '../../engine/engine'
import type { Bytes } from '../../protocol/bytes'
import { MapReply, SetReply, SimpleString, type Reply } from '../../protocol/reply'
import type { ArgumentDoc, Command, CommandDoc } from '../command'

const status = (text: string): SimpleString => new SimpleString(text)

export function docOf(command: Command, capabilities: Capabilities): CommandDoc {
  return typeof command.doc === 'function' ? command.doc(capabilities) : command.doc
}

/** The kinds of commands that ACL knows, those of missing types left out. */
export const CATEGORIES: readonly string[] = ['keyspace', 'read', 'write', 'set', 'list', 'hash', 'string', 'stream', 'pubsub', 'admin', 'fast', 'slow', 'blocking', 'dangerous', 'connection', 'transaction']

/** What ACL calls the kinds of commands, from what else is said of them. */
function categoriesOf(command: Command, group: CommandDoc['group']): string[] {
  const { flags } = command
  const has = (flag: Command['flags'][number]): boolean => flags.includes(flag)
  const categories: string[] = []
  const named: Partial<Record<CommandDoc['group'], string>> = { generic: 'keyspace', transactions: 'transaction', connection: 'connection', pubsub: 'pubsub', stream: 'stream', string: 'string', hash: 'hash', list: 'list', set: 'set' }
  if (named[group] !== undefined) categories.push(`@${named[group]}`)
  if (has('write')) categories.push('@write')
  if (has('readonly')) categories.push('@read')
  categories.push(has('fast') ? '@fast' : '@slow')
  if (has('admin')) categories.push('@admin', '@dangerous')
  if (has('blocking')) categories.push('@blocking')
  return categories
}

/** The names of the commands and subcommands of an ACL category, for COMMAND LIST and ACL CAT; a container is in none. */
export function commandsIn({ registry, capabilities }: Engine, category: Bytes): string[] {
  const single = registry.all().flatMap((command) => command.subcommands ?? [command])
  return single.filter((command) => categoriesOf(command, docOf(command, capabilities).group).includes(`@${category.toLowerCase()}`)).map(({ name }) => name)
}

/** COMMAND INFO: name, arity, flags, first key, last key, step, categories, tips, key specifications, subcommands. */
export function describeCommand(command: Command, capabilities: Capabilities): Reply {
  const keys = typeof command.keys === 'function' || command.keys === undefined ? { first: 0, last: 0, step: 0 } : command.keys
  return [
    command.name, command.arity, new SetReply(command.flags.map(status)), keys.first, keys.last, keys.step,
    new SetReply(categoriesOf(command, docOf(command, capabilities).group).map(status)), new SetReply([]), new SetReply([]), (command.subcommands ?? []).map((subcommand) => describeCommand(subcommand, capabilities))
  ]
}

function describeArgument({ name, type, token, flags, arguments: inner }: ArgumentDoc): Reply {
  const facts: [Reply, Reply][] = [['name', name], ['type', type]]
  if (token !== undefined) facts.push(['token', token])
  if (flags !== undefined && flags.length > 0) facts.push(['flags', new SetReply(flags.map(status))])
  if (inner !== undefined) facts.push(['arguments', inner.map(describeArgument)])
  return new MapReply(facts)
}

/** COMMAND DOCS: what a person, or a client that probes, wants to know. */
export function documentCommand(command: Command, capabilities: Capabilities): Reply {
  const { summary, since, group, complexity, history, arguments: args } = docOf(command, capabilities)
  const facts: [Reply, Reply][] = [['summary', summary], ['since', since], ['group', group]]
  if (complexity !== undefined) facts.push(['complexity', complexity])
  if (history !== undefined) facts.push(['history', new SetReply(history.map(([release, change]) => [release, change]))])
  if (args !== undefined) facts.push(['arguments', args.map(describeArgument)])
  if (command.subcommands !== undefined) facts.push(['subcommands', new MapReply(command.subcommands.map((subcommand) => [subcommand.name, documentCommand(subcommand, capabilities)]))])
  return new MapReply(facts)
}

/** The keys that a full command names. */
export function keysOf(command: Command, args: readonly Bytes[]): Bytes[] {
  const { keys } = command
  if (keys === undefined) return []
  if (typeof keys === 'function') return keys(args)
  const last = keys.last < 0 ? args.length + keys.last : keys.last
  const found: Bytes[] = []
  for (let at = keys.first; at <= last && at < args.length; at += keys.step) found.push(args[at] as Bytes)
  return found
}
