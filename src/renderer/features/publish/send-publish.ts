import { ORPCError } from '@orpc/client'
import type { PublishRequest } from '@shared/contract/streams'
import type { EntryId } from '@shared/redis/entry-id'
import { toFault } from '../../store/to-fault'
import type { Client } from '../../transport/client'

/** What became of an entry (TRUST C2). Never sent a second time by us, whichever it is. */
export type PublishOutcome =
  | { kind: 'ok'; id: EntryId | undefined }
  | { kind: 'failed'; message: string; next: string }
  | { kind: 'unknown'; message: string; next: string }

const LOOK = 'Look for it in Entries before publishing it once more.'

/** Publishes once. Never rejects. */
export async function sendPublish(host: Client, request: PublishRequest): Promise<PublishOutcome> {
  try {
    const outcome = await host.streams.publish(request)
    return outcome.kind === 'ok' ? { kind: 'ok', id: outcome.id } : { kind: outcome.kind, message: outcome.message, next: outcome.next }
  } catch (error) {
    const fault = toFault(error)
    const mayHaveBeenSent = !(error instanceof ORPCError) || fault.code === 'outcome-unknown' || fault.code === 'timeout' || fault.code === 'internal'
    if (!mayHaveBeenSent) return { kind: 'failed', message: fault.message, next: fault.next }
    // The call was lost on its way there or on its way back; nobody here can tell which.
    return { kind: 'unknown', message: error instanceof ORPCError ? fault.message : 'The host did not answer: the entry may or may not have been added.', next: LOOK }
  }
}
