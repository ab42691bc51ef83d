import type { Client } from '../../clients/client'
import type { Engine } from '../../engine/engine'
import { versionOf } from '../../engine/product'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, MapReply, OK, type Reply } from '../../protocol/reply'
import { parseInteger, syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { setName } from './client-name'

const WRONG_PASSWORD = 'WRONGPASS invalid username-password pair or user is disabled.'
const NO_PASSWORD = 'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?'

/** There is one user, `default`; without a password it needs none, and any that it is given is right. */
function authenticate({ password }: Engine, client: Client, user: Bytes, given: Bytes): void {
  if (user !== 'default' || (password !== undefined && password !== given)) throw new CommandError(WRONG_PASSWORD)
  client.authenticated = true
}

export const auth: Command = {
  name: 'auth', arity: -2, flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  doc: {
    summary: 'Tells the server who is there.', since: '1.0.0', group: 'connection', complexity: 'O(1)', history: [['6.0.0', 'Takes a user name before the password.']],
    arguments: [{ name: 'username', type: 'string', flags: ['optional'] }, { name: 'password', type: 'string' }]
  },
  run({ engine, client, args }) {
    if (args.length > 3) throw syntaxError()
    if (args.length === 2 && engine.password === undefined) throw new CommandError(NO_PASSWORD)
    authenticate(engine, client, args.length === 3 ? (args[1] as Bytes) : 'default', args.at(-1) as Bytes)
    return OK
  }
}

interface Greeting {
  protocol: 2 | 3 | undefined
  user: readonly [Bytes, Bytes] | undefined
  name: Bytes | undefined
}

function parseGreeting(args: readonly Bytes[]): Greeting {
  const greeting: Greeting = { protocol: undefined, user: undefined, name: undefined }
  if (args.length < 2) return greeting
  const version = parseInteger(args[1], 'ERR Protocol version is not an integer or out of range')
  if (version !== 2 && version !== 3) throw new CommandError('NOPROTO unsupported protocol version')
  greeting.protocol = version
  for (let at = 2; at < args.length; at++) {
    const left = args.length - at - 1
    const word = toWord(args[at])
    if (word === 'AUTH' && left >= 2) {
      greeting.user = [args[at + 1] as Bytes, args[at + 2] as Bytes]
      at += 2
    } else if (word === 'SETNAME' && left >= 1) {
      greeting.name = args[at + 1] as Bytes
      at += 1
    } else throw new CommandError(`ERR Syntax error in HELLO option '${args[at] as Bytes}'`)
  }
  return greeting
}

function run({ engine, client, args }: Call): Reply {
  const { protocol, user, name } = parseGreeting(args)
  if (user !== undefined) authenticate(engine, client, ...user)
  if (engine.password !== undefined && !client.authenticated) {
    const form = engine.capabilities.inactive ? 'HELLO <proto> AUTH' : 'HELLO AUTH'
    throw new CommandError(`NOAUTH HELLO must be called with the client already authenticated, otherwise the ${form} <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time`)
  }
  if (name !== undefined) setName(client, name)
  if (protocol !== undefined) client.protocol = protocol
  return new MapReply([
    ['server', 'redis'], ['version', versionOf(engine.release)], ['proto', client.protocol], ['id', client.id], ['mode', 'standalone'], ['role', 'master'], ['modules', []]
  ])
}

export const hello: Command = {
  name: 'hello', arity: -1, flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  doc: {
    summary: 'Agrees on the protocol, and can tell who is there and under which name.', since: '6.0.0', group: 'connection', complexity: 'O(1)',
    arguments: [
      { name: 'protover', type: 'integer', flags: ['optional'] },
      { name: 'auth', type: 'block', token: 'AUTH', flags: ['optional'], arguments: [{ name: 'username', type: 'string' }, { name: 'password', type: 'string' }] },
      { name: 'clientname', type: 'string', token: 'SETNAME', flags: ['optional'] }
    ]
  },
  run
}
