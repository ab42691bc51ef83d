import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { INT32, parseInteger, parseNumber, subcommandError, syntaxError, toWord } from '../arguments'
import { BlockRequest, NO_REPLY, type Call, type Command, type CommandDoc, type CommandFlag } from '../command'
import { toHelpReply } from '../help-reply'
import { acl } from './acl'
import { command } from './command'
import { config } from './config'
import { debug } from './debug'
import { info } from './info'
import { memory } from './memory'
import { missingCommands } from './not-here'

const ADMIN: readonly CommandFlag[] = ['admin', 'loading', 'stale']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'server', complexity: 'O(1)' }
}

/** ASYNC and SYNC are one here: memory is given back when nobody looks at it any more. */
function checkFlushWord({ args }: Call): void {
  if (args.length > 2 || (args.length === 2 && !['SYNC', 'ASYNC'].includes(toWord(args[1])))) throw syntaxError()
}

function flushAll(call: Call): Reply {
  checkFlushWord(call)
  for (const db of call.engine.keyspace.databases) call.engine.keyspace.flush(db)
  return OK
}

function flushDb(call: Call): Reply {
  checkFlushWord(call)
  call.engine.keyspace.flush(call.db)
  return OK
}

function parseDatabase(text: Bytes | undefined, which: string): number {
  const index = parseNumber(text, `ERR invalid ${which} DB index`)
  if (index < INT32.least || index > INT32.most) throw new CommandError(`ERR invalid ${which} DB index`)
  return index
}

function swapDb({ engine: { keyspace }, args }: Call): Reply {
  const [first, second] = [parseDatabase(args[1], 'first'), parseDatabase(args[2], 'second')].map((index) => keyspace.database(index))
  if (first === undefined || second === undefined) throw new CommandError('ERR DB index is out of range')
  if (first !== second) keyspace.swap(first, second)
  return OK
}

function time({ engine }: Call): Reply {
  const now = engine.clock.exact()
  return [String(Math.floor(now / 1000)), String(Math.floor((now % 1000) * 1000))]
}

function slowLogGet({ engine, args }: Call): Reply {
  const count = args[2] === undefined ? 10 : Number(parseInteger(args[2], 'ERR count should be greater than or equal to -1'))
  if (args.length > 3 || count < -1) throw args.length > 3 ? subcommandError(args) : new CommandError('ERR count should be greater than or equal to -1')
  return engine.slowLog.newest(count).map(({ id, at, time: took, args: words, address, name }): Reply => [id, at, took, words, address, name])
}

const SLOWLOG_HELP = ['GET [<count>]', '    Return top <count> entries from the slowlog (default: 10, -1 mean all).', '    Entries are made of:', '    id, timestamp, time in microseconds, arguments array, client IP and port,', '    client name', 'LEN', '    Return the length of the slowlog.', 'RESET', '    Reset the slowlog.']
const LATENCY_HELP = ['LATEST', '    Return the latest latency samples for all events.', 'RESET [<event> ...]', '    Reset latency data of one or more <event> classes.']

export const serverCommands: readonly Command[] = [
  acl, info, config, command, debug, memory, ...missingCommands,
  { name: 'time', arity: 1, flags: ['loading', 'stale', 'fast'], doc: doc('The clock of the server, which may be held.', '2.6.0'), run: time },
  { name: 'dbsize', arity: 1, flags: ['readonly', 'fast'], doc: doc('How many keys the database has.', '1.0.0'), run: ({ db }) => db.size },
  { name: 'flushall', arity: -1, flags: ['write'], doc: doc('Removes every key of every database.', '1.0.0'), run: flushAll },
  { name: 'flushdb', arity: -1, flags: ['write'], doc: doc('Removes every key of the database.', '1.0.0'), run: flushDb },
  { name: 'swapdb', arity: 3, flags: ['write', 'fast'], doc: doc('Exchanges two databases.', '4.0.0'), run: swapDb },
  {
    name: 'monitor', arity: 1, flags: ['admin', 'noscript', 'loading', 'stale'], doc: doc('Shows every command that is carried out.', '1.0.0'),
    run({ engine, client, mayBlock }) {
      if (!mayBlock) throw new CommandError("ERR MONITOR isn't allowed for DENY BLOCKING client")
      // Once is enough: the second time Redis says nothing.
      if (client.monitoring) return NO_REPLY
      engine.monitors.add(client)
      return OK
    }
  },
  { name: 'role', arity: 1, flags: ['noscript', 'loading', 'stale', 'fast'], doc: doc('Always a primary without replicas.', '2.8.12'), run: () => ['master', 0, []] },
  {
    name: 'wait', arity: 3, flags: ['noscript'], doc: doc('How many replicas have it: none.', '3.0.0'),
    run({ args, mayBlock }) {
      const replicas = parseInteger(args[1])
      const timeoutMs = parseNumber(args[2], 'ERR timeout is not an integer or out of range')
      if (timeoutMs < 0) throw new CommandError('ERR timeout is negative')
      return replicas <= 0 || !mayBlock ? 0 : new BlockRequest({ keys: [], timeoutMs, retry: () => undefined, onTimeout: () => 0 })
    }
  },
  { name: 'lastsave', arity: 1, flags: ['loading', 'stale', 'fast'], doc: doc('When it started: it saves nothing.', '1.0.0'), run: ({ engine }) => Math.floor(engine.startedAt / 1000) },
  {
    name: 'slowlog', arity: -2, flags: [], doc: doc('A container for the log of slow commands.', '2.2.12'),
    subcommands: [
      { name: 'slowlog|get', arity: -2, flags: ADMIN, doc: doc('The newest slow commands.', '2.2.12'), run: slowLogGet },
      { name: 'slowlog|len', arity: 2, flags: ADMIN, doc: doc('How many are kept.', '2.2.12'), run: ({ engine }) => engine.slowLog.length },
      { name: 'slowlog|reset', arity: 2, flags: ADMIN, doc: doc('Forgets them.', '2.2.12'), run: ({ engine }) => (engine.slowLog.reset(), OK) },
      { name: 'slowlog|help', arity: 2, flags: ['loading', 'stale'], doc: doc('Tells of the subcommands.', '6.2.0'), run: (call) => toHelpReply(call, SLOWLOG_HELP) }
    ]
  },
  {
    name: 'latency', arity: -2, flags: [], doc: doc('A container; no latencies are recorded here.', '2.8.13'),
    subcommands: [
      { name: 'latency|latest', arity: 2, flags: ADMIN, doc: doc('None: no latencies are recorded here.', '2.8.13'), run: () => [] },
      { name: 'latency|reset', arity: -2, flags: ADMIN, doc: doc('Nothing to forget.', '2.8.13'), run: () => 0 },
      { name: 'latency|history', arity: 3, flags: ADMIN, doc: doc('None: no latencies are recorded here.', '2.8.13'), run: () => [] },
      { name: 'latency|help', arity: 2, flags: ['loading', 'stale'], doc: doc('Tells of the subcommands.', '2.8.13'), run: (call) => toHelpReply(call, LATENCY_HELP) }
    ]
  }
]
