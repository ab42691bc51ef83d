import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import type { Command, Dispatcher, Sender } from '../redis/dispatcher'
import { GuardError, NoReplyError, ServerError, type Reply } from '../redis/reply'

export interface OnceCommands {
  /** SET … NX: nil when another delivery has it. */
  lock: Command
  add: Command
  unlock: Command
}

export type AddOutcome =
  | { kind: 'added'; id: EntryId }
  | { kind: 'duplicate' }
  /** Nothing was added. `locked`: the key may be locked all the same, so a repeat may be called a duplicate until the lock runs out. */
  | { kind: 'failed'; why: string; locked: boolean }
  /** XADD was sent and no reply came. The lock stays, so that a repeat cannot add a second entry. */
  | { kind: 'unknown' }

type Asked = { kind: 'reply'; reply: Reply } | { kind: 'failed'; why: string } | { kind: 'unknown' }

async function ask(writer: Dispatcher, command: Command, sender: Sender): Promise<Asked> {
  try {
    return { kind: 'reply', reply: await writer.send(command, sender) }
  } catch (error) {
    if (error instanceof GuardError) return { kind: 'failed', why: `${error.message} ${error.next}` }
    if (error instanceof ServerError) return { kind: 'failed', why: `Redis refuses: ${error.message}.` }
    if (error instanceof NoReplyError) return error.sent ? { kind: 'unknown' } : { kind: 'failed', why: 'There is no connection to Redis.' }
    throw error
  }
}

/**
 * Lock, then XADD (A2). Each command is sent once. When it is certain that nothing was added the lock is given back, so
 * that the sender's repeat is not taken for a duplicate of something that never was.
 */
export async function addOnce(writer: Dispatcher, { lock, add, unlock }: OnceCommands, sender: Sender): Promise<AddOutcome> {
  const locked = await ask(writer, lock, sender)
  if (locked.kind === 'failed') return { ...locked, locked: false }
  if (locked.kind === 'unknown') return { kind: 'failed', why: 'Redis did not answer.', locked: true }
  if (locked.reply === null) return { kind: 'duplicate' }
  const added = await ask(writer, add, sender)
  if (added.kind === 'unknown') return added
  if (added.kind === 'reply' && Buffer.isBuffer(added.reply)) return { kind: 'added', id: toEntryId(added.reply.toString('latin1')) }
  const why = added.kind === 'failed' ? added.why : 'Redis did not say under which id.'
  const unlocked = await ask(writer, unlock, sender)
  return { kind: 'failed', why, locked: unlocked.kind !== 'reply' }
}
