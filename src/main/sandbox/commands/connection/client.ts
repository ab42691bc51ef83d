import type { Bytes } from '../../protocol/bytes'
import { parseInt64 } from '../../protocol/int64'
import { CommandError, ErrorReply, OK, VerbatimText, type Reply } from '../../protocol/reply'
import { parseInteger, subcommandError, syntaxError, toWord } from '../arguments'
import { NO_REPLY, type Call, type Command, type CommandDoc, type CommandFlag, type Outcome } from '../command'
import { toHelpReply } from '../help-reply'
import { CLIENT_TYPES, killClient } from './client-kill'
import { isPlainName, setName } from './client-name'
import { describeClient, typeOf } from './describe-client'

const OWN: readonly CommandFlag[] = ['noscript', 'loading', 'stale']
const ADMIN: readonly CommandFlag[] = ['admin', 'noscript', 'loading', 'stale']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'connection', complexity: 'O(1)' }
}

function list(call: Call): Reply {
  const { engine, args } = call
  let clients = [...engine.clients.values()]
  if (args.length === 4 && toWord(args[2]) === 'TYPE') {
    const type = (args[3] as Bytes).toLowerCase()
    if (!CLIENT_TYPES.has(type)) throw new CommandError(`ERR Unknown client type '${args[3] as Bytes}'`)
    clients = clients.filter((client) => typeOf(engine, client) === type)
  } else if (args.length > 3 && toWord(args[2]) === 'ID') {
    const ids = args.slice(3).map((text) => {
      const id = parseInt64(text)
      if (id === undefined) throw new CommandError('ERR Invalid client ID')
      return Number(id)
    })
    clients = ids.flatMap((id) => engine.clients.get(id) ?? [])
  } else if (args.length !== 2) throw syntaxError()
  return new VerbatimText(clients.map((client) => `${describeClient(engine, client)}\n`).join(''))
}

function reply({ client, args }: Call): Outcome {
  switch (toWord(args[2])) {
    case 'ON':
      client.replies = 'on'
      return OK
    case 'OFF':
      client.replies = 'off'
      return NO_REPLY
    case 'SKIP':
      if (client.replies !== 'off') client.replies = 'skip-next'
      return NO_REPLY
    default:
      throw syntaxError()
  }
}

function unblock({ engine, args }: Call): Reply {
  const word = toWord(args[3])
  if (args.length > 4 || (args.length === 4 && word !== 'TIMEOUT' && word !== 'ERROR')) {
    throw args.length === 4 ? new CommandError('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR') : subcommandError(args)
  }
  const client = engine.clients.get(Number(parseInteger(args[2])))
  if (client === undefined) return 0
  return Number(word === 'ERROR' ? engine.blocked.release(client, new ErrorReply('UNBLOCKED client unblocked via CLIENT UNBLOCK')) : engine.blocked.timeOut(client))
}

function onOff(word: Bytes | undefined): boolean {
  if (toWord(word) === 'ON') return true
  if (toWord(word) === 'OFF') return false
  throw syntaxError()
}

function setInfo({ client, args }: Call): Reply {
  const [attribute, value] = [toWord(args[2]), args[3] as Bytes]
  if (attribute !== 'LIB-NAME' && attribute !== 'LIB-VER') throw new CommandError(`ERR Unrecognized option '${args[2] as Bytes}'`)
  if (!isPlainName(value)) throw new CommandError(`ERR ${attribute.toLowerCase()} cannot contain spaces, newlines or special characters.`)
  if (attribute === 'LIB-NAME') client.libName = value
  else client.libVersion = value
  return OK
}

/** What people look for here: each says plainly that it is not there, where an unknown subcommand would not. */
function missing(name: string, since: string, what: string): Command {
  return {
    name: `client|${name}`, arity: -2, flags: OWN, doc: doc(`Not here: this server has no ${what}.`, since),
    run: () => { throw new CommandError(`ERR The Sluice sandbox has no ${what}. Use a real Redis for it.`) }
  }
}

const HELP = [
  'GETNAME', '    Return the name of the current connection.', 'ID', '    Return the ID of the current connection.', 'INFO', '    Return information about the current client connection.',
  'KILL <ip:port>', '    Kill connection made from <ip:port>.', 'KILL <option> <value> [<option> <value> [...]]', '    Kill connections by ID, ADDR, LADDR, TYPE, USER and SKIPME.',
  'LIST [TYPE (NORMAL|MASTER|REPLICA|PUBSUB)] [ID <id> ...]', '    Return information about client connections.', 'NO-EVICT (ON|OFF)', '    Accepted; nothing is evicted here.',
  'NO-TOUCH (ON|OFF)', '    Leave the access times of keys alone.', 'REPLY (ON|OFF|SKIP)', '    Control the replies sent to the current connection.', 'SETINFO (LIB-NAME|LIB-VER) <value>', '    Name the client library.',
  'SETNAME <name>', '    Assign the name <name> to the current connection.', 'UNBLOCK <clientid> [TIMEOUT|ERROR]', '    Unblock the specified blocked client.'
]

export const client: Command = {
  name: 'client', arity: -2, flags: [], doc: doc('A container for commands on connections.', '2.4.0'),
  subcommands: [
    { name: 'client|setname', arity: 3, flags: OWN, doc: doc('Names this connection.', '2.6.9'), run: (call) => (setName(call.client, call.args[2] as Bytes), OK) },
    { name: 'client|getname', arity: 2, flags: OWN, doc: doc('The name of this connection.', '2.6.9'), run: (call) => (call.client.name === '' ? null : call.client.name) },
    { name: 'client|id', arity: 2, flags: OWN, doc: doc('The number of this connection.', '5.0.0'), run: (call) => call.client.id },
    { name: 'client|info', arity: 2, flags: OWN, doc: doc('What is known of this connection.', '6.2.0'), run: (call) => new VerbatimText(`${describeClient(call.engine, call.client)}\n`) },
    { name: 'client|list', arity: -2, flags: ADMIN, doc: { ...doc('What is known of the connections.', '2.4.0'), complexity: 'O(N) in the number of connections' }, run: list },
    { name: 'client|kill', arity: -3, flags: ADMIN, doc: { ...doc('Ends connections.', '2.4.0'), complexity: 'O(N) in the number of connections' }, run: killClient },
    { name: 'client|unblock', arity: -3, flags: ADMIN, doc: doc('Ends the wait of a blocked client.', '5.0.0'), run: unblock },
    { name: 'client|reply', arity: 3, flags: OWN, doc: doc('Whether this connection wants replies.', '3.2.0'), run: reply },
    { name: 'client|no-evict', arity: 3, flags: ADMIN, doc: doc('Accepted; nothing is evicted here.', '7.0.0'), run: (call) => ((call.client.noEvict = onOff(call.args[2])), OK) },
    { name: 'client|no-touch', arity: 3, flags: OWN, capability: 'inactive', doc: doc('Leaves the access times of keys alone.', '7.2.0'), run: (call) => ((call.client.noTouch = onOff(call.args[2])), OK) },
    { name: 'client|setinfo', arity: 4, flags: OWN, capability: 'inactive', doc: doc('Names the library of this connection.', '7.2.0'), run: setInfo },
    { name: 'client|getredir', arity: 2, flags: OWN, doc: doc('Always -1: nothing is tracked here.', '6.0.0'), run: () => -1 },
    missing('tracking', '6.0.0', 'client-side caching'), missing('caching', '6.0.0', 'client-side caching'), missing('trackinginfo', '6.2.0', 'client-side caching'),
    missing('pause', '3.0.0', 'pause for all clients: its clock can be held with SLUICE CLOCK HOLD'), missing('unpause', '6.2.0', 'pause for all clients'),
    { name: 'client|help', arity: 2, flags: ['loading', 'stale'], doc: doc('Tells of the subcommands.', '5.0.0'), run: (call) => toHelpReply(call, HELP) }
  ]
}
