import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, SimpleString, type Reply } from '../../protocol/reply'
import { INT32, parseWithin } from '../arguments'
import type { Call, Command, CommandFlag } from '../command'
import { client } from './client'
import { auth, hello } from './hello'

const SESSION: readonly CommandFlag[] = ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy']

const PONG = new SimpleString('PONG')

const ping: Command = {
  name: 'ping', arity: -1, flags: ['fast'],
  doc: { summary: 'Answers PONG, or what it was given.', since: '1.0.0', group: 'connection', complexity: 'O(1)', arguments: [{ name: 'message', type: 'string', flags: ['optional'] }] },
  run({ engine, client: sender, args }) {
    if (args.length > 2) throw new CommandError("ERR wrong number of arguments for 'ping' command")
    // A listening RESP2 client takes every reply for a message, so this one looks like one.
    if (sender.protocol === 2 && engine.pubSub.isListening(sender)) return ['pong', args[1] ?? '']
    return args[1] ?? PONG
  }
}

const echo: Command = {
  name: 'echo', arity: 2, flags: ['loading', 'stale', 'fast'],
  doc: { summary: 'Answers what it was given.', since: '1.0.0', group: 'connection', complexity: 'O(1)', arguments: [{ name: 'message', type: 'string' }] },
  run: ({ args }) => args[1] as Bytes
}

const quit: Command = {
  name: 'quit', arity: -1, flags: SESSION,
  doc: { summary: 'Ends the connection.', since: '1.0.0', group: 'connection', complexity: 'O(1)' },
  run({ client: sender }) {
    sender.end()
    return OK
  }
}

const select: Command = {
  name: 'select', arity: 2, flags: ['loading', 'stale', 'fast'],
  doc: { summary: 'Changes the database of this connection.', since: '1.0.0', group: 'connection', complexity: 'O(1)', arguments: [{ name: 'index', type: 'integer' }] },
  run({ engine, client: sender, args }) {
    const index = parseWithin(args[1], INT32.least, INT32.most)
    if (engine.keyspace.database(index) === undefined) throw new CommandError('ERR DB index is out of range')
    sender.db = index
    return OK
  }
}

/** Everything that a connection has taken on goes: transaction, watches, subscriptions, monitoring, name, protocol, and who it is. */
function startAnew({ engine, client: sender }: Call): Reply {
  sender.transaction = undefined
  engine.watched.forget(sender)
  engine.pubSub.forget(sender)
  engine.monitors.forget(sender)
  sender.db = 0
  sender.name = ''
  sender.protocol = 2
  sender.replies = 'on'
  sender.noTouch = false
  sender.noEvict = false
  sender.authenticated = engine.password === undefined
  return new SimpleString('RESET')
}

const reset: Command = { name: 'reset', arity: 1, flags: SESSION, doc: { summary: 'Puts this connection back to how it began.', since: '6.2.0', group: 'connection', complexity: 'O(1)' }, run: startAnew }

export const connectionCommands: readonly Command[] = [hello, auth, ping, echo, quit, select, reset, client]
