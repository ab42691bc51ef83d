import { quoteArgument } from '@shared/redis/command-preview'
import type { ByteText } from '@shared/redis/byte-text'
import { Fault } from '../fault'
import { GuardError, NoReplyError, ServerError } from '../redis/reply'

/** What was being looked at, so that a failure can name it. */
export interface Subject {
  key?: ByteText
  group?: ByteText
}

export function noSuchStream(key: ByteText): Fault {
  return new Fault('no-such-stream', `There is no stream ${quoteArgument(key)}.`, 'It may have been deleted or renamed: search for streams again.')
}

export function notAStream(key: ByteText, type?: string): Fault {
  return new Fault('not-a-stream', `${quoteArgument(key)} is not a stream${type === undefined ? '' : ` but a ${type}`}.`, 'Choose another key.')
}

export function noSuchGroup(group: ByteText): Fault {
  return new Fault('no-such-group', `There is no group ${quoteArgument(group)} on this stream.`, 'It may have been destroyed: look at the groups of the stream.')
}

function fromServer({ prefix, message }: ServerError, { key = '', group }: Subject): Fault {
  switch (prefix) {
    case 'NOPERM':
      return new Fault('no-permission', `This user may not read that: ${message}`, 'Ask for an ACL with the stream read commands on this key, or connect as another user.')
    case 'WRONGTYPE':
      return notAStream(key)
    case 'NOGROUP':
      return group === undefined ? noSuchStream(key) : noSuchGroup(group)
    default:
      return new Fault('server-error', `The server answered: ${message}`, 'Wait if the server is loading or busy, then try again.')
  }
}

/** A failed read as a failure in words. What is neither a server's answer nor a lost connection is a bug and is thrown on. */
export function faultFromError(error: unknown, subject: Subject): Fault {
  if (error instanceof Fault) return error
  if (error instanceof ServerError) return fromServer(error, subject)
  if (error instanceof NoReplyError) return new Fault('not-connected', error.sent ? `No answer from the server: ${error.message}` : error.message, 'Wait for the connection to come back, or open it again.')
  if (error instanceof GuardError) return new Fault(error.code, error.message, error.next)
  throw error
}
