import type { Engine } from '../../engine/engine'
import { matchGlob } from '../../keyspace/match-glob'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, MapReply, OK, type Reply } from '../../protocol/reply'
import type { Call, Command, CommandDoc, CommandFlag } from '../command'
import { toHelpReply } from '../help-reply'
import { CONFIG_PARAMETERS, type ConfigParameter } from './config-parameters'

const FLAGS: readonly CommandFlag[] = ['admin', 'noscript', 'loading', 'stale']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'server', complexity: 'O(N) in the number of parameters' }
}

function get({ engine, args }: Call): Reply {
  const found = new Map<string, string>()
  for (const pattern of args.slice(2)) {
    for (const [name, parameter] of CONFIG_PARAMETERS) if (matchGlob(pattern.toLowerCase(), name)) found.set(name, parameter.get(engine))
  }
  return new MapReply([...found])
}

interface Change {
  name: string
  parameter: ConfigParameter
  value: Bytes
}

function refused(name: string, why: string): CommandError {
  return new CommandError(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${why}`)
}

function parseChanges(args: readonly Bytes[]): Change[] {
  if (args.length % 2 === 1) throw new CommandError("ERR wrong number of arguments for 'config|set' command")
  const changes = new Map<string, Change>()
  for (let at = 2; at < args.length; at += 2) {
    const name = (args[at] as Bytes).toLowerCase()
    const parameter = CONFIG_PARAMETERS.get(name)
    if (parameter === undefined) throw new CommandError(`ERR Unknown option or number of arguments for CONFIG SET - '${args[at] as Bytes}'`)
    if (parameter.parse === undefined) throw refused(name, "can't set immutable config")
    if (changes.has(name)) throw refused(name, 'duplicate parameter')
    changes.set(name, { name, parameter, value: args[at + 1] as Bytes })
  }
  return [...changes.values()]
}

/**
 * All of them or none. When one cannot be set, Redis sets it and those before it to what CONFIG GET told of them, and that
 * is not always all: notify-keyspace-events keeps quiet about n beside A, which is gone then (7.0 to 8.6).
 */
function set({ engine, args }: Call): Reply {
  const before: Change[] = []
  for (const change of parseChanges(args)) {
    const { name, parameter, value } = change
    before.push({ ...change, value: parameter.get(engine) })
    const wrong = apply(engine, parameter, value)
    if (wrong === undefined) continue
    for (const old of before) apply(engine, old.parameter, old.value)
    throw refused(name, wrong)
  }
  return OK
}

/** What is wrong with the value, or undefined when it is set. */
function apply(engine: Engine, parameter: ConfigParameter, value: Bytes): string | undefined {
  const parsed = parameter.parse?.(value)
  if (parsed === undefined) return undefined
  if ('wrong' in parsed) return parsed.wrong
  parsed.apply(engine)
  return undefined
}

const HELP = [
  'GET <pattern>', '    Return parameters matching the glob-like <pattern> and their values.', 'SET <directive> <value>', '    Set the configuration <directive> to <value>.',
  'RESETSTAT', '    Reset statistics reported by the INFO command.', 'REWRITE', '    Rewrite the configuration file.'
]

export const config: Command = {
  name: 'config', arity: -2, flags: [], doc: doc('A container for settings.', '2.0.0'),
  subcommands: [
    { name: 'config|get', arity: -3, flags: FLAGS, doc: doc('Settings whose names match.', '2.0.0'), run: get },
    { name: 'config|set', arity: -4, flags: FLAGS, doc: doc('Changes settings, all or none.', '2.0.0'), run: set },
    { name: 'config|resetstat', arity: 2, flags: FLAGS, doc: doc('Counts anew.', '2.0.0'), run: ({ engine }) => (engine.statistics.reset(), engine.keyspace.resetStatistics(), OK) },
    {
      name: 'config|rewrite', arity: 2, flags: FLAGS, doc: doc('Not here: there is no file of settings.', '2.8.0'),
      run: () => { throw new CommandError('ERR The server is running without a config file') }
    },
    { name: 'config|help', arity: 2, flags: ['loading', 'stale'], doc: doc('Tells of the subcommands.', '5.0.0'), run: (call) => toHelpReply(call, HELP) }
  ]
}
