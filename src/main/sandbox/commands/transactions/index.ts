import { findCommand } from '../../engine/find-command'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, ErrorReply, InlineReplies, NIL_ARRAY, OK, WrittenReply, type Reply } from '../../protocol/reply'
import { writeReply } from '../../protocol/write-reply'
import { BlockRequest, NO_REPLY, type Call, type Command, type CommandDoc, type CommandFlag, type Outcome } from '../command'

const FLAGS: readonly CommandFlag[] = ['noscript', 'loading', 'stale', 'fast', 'allow_busy']

function doc(summary: string, since: string): CommandDoc {
  return { summary, since, group: 'transactions', complexity: 'O(1)' }
}

function begin({ client }: Call): Reply {
  if (client.transaction !== undefined) throw new CommandError('ERR MULTI calls can not be nested')
  client.transaction = { queued: [], broken: false }
  return OK
}

function end(call: Call): void {
  call.client.transaction = undefined
  call.engine.watched.forget(call.client)
}

/**
 * All of what was queued, one after the other, with nobody in between. A command that fails does not undo the others, and
 * nobody who is blocked is served before the last of them.
 */
function exec(call: Call): Outcome {
  const { engine, client } = call
  const { transaction } = client
  if (transaction === undefined) throw new CommandError('ERR EXEC without MULTI')
  const untouched = engine.watched.holds(client, engine.clock.now())
  end(call)
  if (transaction.broken) throw new CommandError('EXECABORT Transaction discarded because of previous errors.')
  if (!untouched) return NIL_ARRAY
  client.gathered = { inside: [], after: [], messagesInside: !engine.capabilities.inactive }
  const changesProtocol = transaction.queued.some(([name = '']) => name.toLowerCase() === 'hello')
  const replies = transaction.queued.map((args) => {
    const reply = carryOut(call, args)
    return changesProtocol ? new WrittenReply(writeReply(reply, client.protocol)) : reply
  })
  const { after } = client.gathered
  client.gathered = undefined
  engine.answer(client, replies)
  for (const message of after) client.push(message)
  return NO_REPLY
}

/** The reply of one command, with what it pushed to its own client in the midst of it. */
function carryOut({ engine, client }: Call, args: readonly Bytes[]): Reply {
  const command = findCommand(engine.registry, args)
  const outcome = engine.call(client, command, args, false)
  engine.monitors.show(client, command, args)
  const pushed = client.gathered?.inside.splice(0) ?? []
  // No command waits in here: none may.
  if (outcome instanceof BlockRequest) return new ErrorReply('ERR this command cannot wait inside a transaction')
  if (outcome === NO_REPLY) return new InlineReplies(pushed)
  return pushed.length === 0 ? outcome : new InlineReplies([...pushed, outcome])
}

function discard(call: Call): Reply {
  if (call.client.transaction === undefined) throw new CommandError('ERR DISCARD without MULTI')
  end(call)
  return OK
}

function watch({ engine, client, args, db }: Call): Reply {
  if (client.transaction !== undefined) throw new CommandError('ERR WATCH inside MULTI is not allowed')
  for (const key of args.slice(1)) engine.watched.watch(client, db, key, engine.clock.now())
  return OK
}

function unwatch({ engine, client }: Call): Reply {
  engine.watched.forget(client)
  return OK
}

export const transactionCommands: readonly Command[] = [
  { name: 'multi', arity: 1, flags: FLAGS, doc: doc('Begins a transaction.', '1.2.0'), run: begin },
  { name: 'exec', arity: 1, flags: ['noscript', 'loading', 'stale', 'skip_slowlog'], doc: { ...doc('Carries out what was queued.', '1.2.0'), complexity: 'Depends on the commands' }, run: exec },
  { name: 'discard', arity: 1, flags: FLAGS, doc: doc('Forgets what was queued.', '2.0.0'), run: discard },
  {
    name: 'watch', arity: -2, flags: FLAGS, keys: { first: 1, last: -1, step: 1 },
    doc: { ...doc('Calls the next transaction off when one of the keys is changed before it.', '2.2.0'), arguments: [{ name: 'key', type: 'key', flags: ['multiple'] }] }, run: watch
  },
  { name: 'unwatch', arity: 1, flags: FLAGS, doc: doc('Watches no key any more.', '2.2.0'), run: unwatch }
]
