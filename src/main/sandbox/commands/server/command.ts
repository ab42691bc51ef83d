import { findCommand } from '../../engine/find-command'
import { matchGlob } from '../../keyspace/match-glob'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, MapReply, type Reply } from '../../protocol/reply'
import { arityError, syntaxError, toWord } from '../arguments'
import type { Call, Command, CommandDoc, CommandFlag } from '../command'
import { toHelpReply } from '../help-reply'
import { commandsIn, describeCommand, documentCommand, keysOf } from './describe-command'

const FLAGS: readonly CommandFlag[] = ['loading', 'stale']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'server', complexity: 'O(N) in the number of commands' }
}

function info({ engine, args }: Call): Reply {
  const { registry, capabilities } = engine
  if (args.length <= 2) return registry.all().map((command) => describeCommand(command, capabilities))
  return args.slice(2).map((name) => {
    const command = registry.findByFullName(name)
    return command === undefined ? null : describeCommand(command, capabilities)
  })
}

/** A name that is none is left out, as in Redis. */
function docs({ engine, args }: Call): Reply {
  const { registry, capabilities } = engine
  const commands = args.length <= 2 ? registry.all() : args.slice(2).flatMap((name) => registry.findByFullName(name) ?? [])
  return new MapReply(commands.map((command) => [command.name, documentCommand(command, capabilities)]))
}

function list({ engine, args }: Call): Reply {
  const commands = engine.registry.all()
  if (args.length === 2) return commands.map(({ name }) => name)
  if (args.length !== 5 || toWord(args[2]) !== 'FILTERBY') throw syntaxError()
  const value = args[4] as Bytes
  switch (toWord(args[3])) {
    case 'PATTERN':
      return commands.flatMap((command) => [command, ...(command.subcommands ?? [])]).filter(({ name }) => matchGlob(value.toLowerCase(), name)).map(({ name }) => name)
    case 'ACLCAT':
      return commandsIn(engine, value)
    case 'MODULE':
      return []
    default:
      throw syntaxError()
  }
}

function getKeys({ engine, args }: Call): Reply {
  // It asks for less since 7.2.
  if (args.length < 4 && !engine.capabilities.inactive) throw arityError('command|getkeys')
  const words = args.slice(2)
  let command: Command
  try {
    command = findCommand(engine.registry, words)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(error.message.startsWith('ERR wrong number') ? 'ERR Invalid number of arguments specified for command' : 'ERR Invalid command specified')
  }
  if (command.keys === undefined) throw new CommandError('ERR The command has no key arguments')
  return keysOf(command, words)
}

const HELP = [
  '(no subcommand)', '    Return details about all Redis commands.', 'COUNT', '    Return the total number of commands in this Redis server.', 'LIST', '    Return a list of all commands in this Redis server.',
  'INFO [<command-name> ...]', '    Return details about multiple Redis commands.', '    If no command names are given, documentation details for all', '    commands are returned.', 'DOCS [<command-name> ...]', '    Return documentation details about multiple Redis commands.', '    If no command names are given, documentation details for all', '    commands are returned.', 'GETKEYS <full-command>', '    Return the keys from a full Redis command.'
]

export const command: Command = {
  name: 'command', arity: -1, flags: FLAGS, doc: doc('What the commands are like.', '2.8.13'), run: info,
  subcommands: [
    { name: 'command|count', arity: 2, flags: FLAGS, doc: doc('How many commands there are.', '2.8.13'), run: ({ engine }) => engine.registry.all().length },
    { name: 'command|info', arity: -2, flags: FLAGS, doc: doc('What single commands are like.', '2.8.13'), run: info },
    { name: 'command|docs', arity: -2, flags: FLAGS, doc: doc('What is written of commands.', '7.0.0'), run: docs },
    { name: 'command|list', arity: -2, flags: FLAGS, doc: doc('The names of commands.', '7.0.0'), run: list },
    { name: 'command|getkeys', arity: -3, flags: FLAGS, doc: doc('The keys that a full command names.', '2.8.13'), run: getKeys },
    { name: 'command|help', arity: 2, flags: FLAGS, doc: doc('Tells of the subcommands.', '5.0.0'), run: (call) => toHelpReply(call, HELP) }
  ]
}
