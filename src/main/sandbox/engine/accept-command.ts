import type { Client } from '../clients/client'
import type { Command } from '../commands/command'
import type { Bytes } from '../protocol/bytes'
import { CommandError } from '../protocol/reply'
import type { Engine } from './engine'
import { findCommand } from './find-command'

/** What a RESP2 client that listens may still send: it could not tell other replies from messages. */
const WHILE_LISTENING = new Set(['ping', 'subscribe', 'ssubscribe', 'psubscribe', 'unsubscribe', 'sunsubscribe', 'punsubscribe', 'quit', 'reset'])
/** What is carried out at once between MULTI and EXEC. */
const WHILE_QUEUING = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset'])

/** The command that a client may have carried out now or in its transaction. Throws CommandError otherwise, looking at things in the order of Redis's processCommand. */
export function acceptCommand(engine: Engine, client: Client, args: readonly Bytes[]): Command {
  const command = findCommand(engine.registry, args)
  client.lastCommand = command.name
  const { flags } = command
  if (engine.password !== undefined && !client.authenticated && !flags.includes('no_auth')) throw new CommandError('NOAUTH Authentication required.')
  if (client.transaction !== undefined && flags.includes('no_multi')) throw new CommandError('ERR Command not allowed inside a transaction')
  if (client.protocol === 2 && engine.pubSub.isListening(client) && !WHILE_LISTENING.has(command.name)) {
    throw new CommandError(`ERR Can't execute '${command.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`)
  }
  // A monitor is a kind of replica in Redis, and its words are these.
  if (client.monitoring && (flags.includes('write') || flags.includes('readonly'))) throw new CommandError("ERR Replica can't interact with the keyspace")
  return command
}

/** Whether the command waits for EXEC. */
export function mustQueue(client: Client, command: Command): boolean {
  return client.transaction !== undefined && !WHILE_QUEUING.has(command.name)
}
