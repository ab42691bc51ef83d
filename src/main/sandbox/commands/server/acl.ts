import { createHash } from 'node:crypto'
import type { Engine } from '../../engine/engine'
import { toBuffer, type Bytes } from '../../protocol/bytes'
import { CommandError, type Reply } from '../../protocol/reply'
import { subcommandError } from '../arguments'
import type { Call, Command, CommandDoc, CommandFlag } from '../command'
import { toHelpReply } from '../help-reply'
import { CATEGORIES, commandsIn } from './describe-command'

const OPEN: readonly CommandFlag[] = ['noscript', 'loading', 'stale']
const ADMIN: readonly CommandFlag[] = ['admin', 'noscript', 'loading', 'stale']

function doc(summary: string): CommandDoc {
  return { summary, since: '6.0.0', group: 'server', complexity: 'O(1)' }
}

/** The one user as Redis describes one. Its password is told as a digest, which no client can log in with. */
function describeUser({ password, capabilities }: Engine): Bytes {
  const secret = password === undefined ? 'nopass' : `#${createHash('sha256').update(toBuffer(password)).digest('hex')}`
  return `user default on ${secret}${capabilities.inactive ? ' sanitize-payload' : ''} ~* &* +@all`
}

function category({ engine, args }: Call): Reply {
  if (args.length > 3) throw subcommandError(args)
  if (args[2] === undefined) return [...CATEGORIES]
  if (!CATEGORIES.includes(args[2].toLowerCase())) throw new CommandError(`ERR Unknown category '${args[2]}'`)
  return commandsIn(engine, args[2])
}

const HELP = [
  'CAT [<category>]', '    List all commands that belong to <category>, or all command categories', '    when no category is specified.', 'LIST', '    Show users details in config file format.',
  'USERS', '    List all the registered usernames.', 'WHOAMI', '    Return the current connection username.'
]

export const acl: Command = {
  name: 'acl', arity: -2, flags: [], doc: doc('A container; there is one user, default, who may do all.'),
  subcommands: [
    { name: 'acl|whoami', arity: 2, flags: OPEN, doc: doc('Always default.'), run: () => 'default' },
    { name: 'acl|users', arity: 2, flags: ADMIN, doc: doc('The one user.'), run: () => ['default'] },
    { name: 'acl|list', arity: 2, flags: ADMIN, doc: doc('The one user and what he may do.'), run: ({ engine }) => [describeUser(engine)] },
    { name: 'acl|cat', arity: -2, flags: OPEN, doc: doc('The kinds of commands, or the commands of a kind.'), run: category },
    { name: 'acl|help', arity: 2, flags: ['loading', 'stale'], doc: doc('Tells of the subcommands.'), run: (call) => toHelpReply(call, HELP) }
  ]
}
