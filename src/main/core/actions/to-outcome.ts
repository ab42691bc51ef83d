import type { Outcome } from '@shared/contract/primitives'
import type { ByteText } from '@shared/redis/byte-text'
import { Fault } from '../fault'
import { toArgument } from '../redis/bytes'
import type { Dispatcher, Sender } from '../redis/dispatcher'
import { GuardError, NoReplyError, ServerError, type Reply } from '../redis/reply'

/** What to do after an error the server answered, by its first word (match the prefix, never the text). */
const NEXT: Record<string, string> = {
  NOPERM: 'This user may not do it. Connect as a user with the permission named above.',
  WRONGTYPE: 'The key holds something else than a stream. Choose another key.',
  NOGROUP: 'The group or the stream is gone. Create it again, or choose another.',
  OOM: 'The server is out of memory (maxmemory, noeviction). Free memory or trim a stream, then try again.',
  READONLY: 'This server is a replica. Connect to the primary.',
  MISCONF: 'The server refuses writes until its persistence works again. See its log.',
  LOADING: 'The server is still loading its data. Wait and try again.',
  BUSY: 'A script blocks the server. Wait for it, then try again.',
  NOREPLICAS: 'Too few replicas are in sync. Wait for them, then try again.'
}

/**
 * Sends a write once and says what came of it: ok, failed (the server refused before acting, or nothing was sent), or
 * unknown (sent, and no reply came: the server may have acted). Never sends twice (TRUST C2).
 */
export async function sendForOutcome(
  writer: Dispatcher,
  command: readonly ByteText[],
  sender: Sender
): Promise<{ outcome: Exclude<Outcome, { kind: 'ok' }> } | { reply: Reply }> {
  const shown = command.slice(0, 64).map((argument) => argument.slice(0, 400))
  try {
    return { reply: await writer.send(command.map(toArgument), sender) }
  } catch (error) {
    return { outcome: { command: shown, ...outcomeOfError(error) } }
  }
}

/** What an error of a write means for it. Throws a Fault when the guard refused it, and on what is a bug. */
export function outcomeOfError(error: unknown): { kind: 'failed' | 'unknown'; message: string; next: string } {
  if (error instanceof GuardError) throw new Fault(error.code, error.message, error.next)
  if (error instanceof ServerError) return { kind: 'failed', message: error.message, next: NEXT[error.prefix] ?? 'Change the request as the server says, then try again.' }
  if (error instanceof NoReplyError && error.sent) {
    return {
      kind: 'unknown',
      message: 'The command was sent, but the connection broke before the server answered.',
      next: 'It may or may not have happened. Look at the stream before you send it again.'
    }
  }
  if (error instanceof NoReplyError) return { kind: 'failed', message: 'Not sent: there is no connection to the server.', next: 'Wait until the connection is back, then try again.' }
  throw error
}
