import type { PendingAction } from '@shared/contract/streams'
import { LIMITS, type Outcome } from '@shared/contract/primitives'
import type { ByteText } from '@shared/redis/byte-text'
import { ZERO_ID, type EntryId } from '@shared/redis/entry-id'

/** What a person asked for, however many calls it takes. */
export type BulkAction =
  | { kind: 'claim'; ids: readonly EntryId[]; consumer: ByteText; minIdleMs: number }
  | { kind: 'autoclaim'; consumer: ByteText; minIdleMs: number }
  | { kind: 'ack'; ids: readonly EntryId[] }

/** Counted from replies, never from requests. */
export interface BulkProgress {
  /** Ids sent so far; for autoclaim calls made. */
  asked: number
  /** Ids that the server says it acknowledged or claimed. */
  done: number
  /** Ids whose entry was gone and which the claim took off the list. */
  dropped: number
}

export type BulkRun =
  | { kind: 'idle' }
  | ({ kind: 'running'; action: BulkAction; cancelling: boolean } & BulkProgress)
  | ({ kind: 'finished'; action: BulkAction; end: BulkEnd } & BulkProgress)

/** `unknown`: a command was sent and its reply never came. Nothing is sent after it (TRUST C2). */
export type BulkEnd = { kind: 'completed' } | { kind: 'cancelled' } | { kind: 'failed'; message: string; next: string } | { kind: 'unknown'; message: string; next: string }

export type ActReply = Outcome & { done: number; ids: EntryId[]; dropped: EntryId[]; cursor?: EntryId | undefined }
export type Act = (action: PendingAction) => Promise<ActReply>

/** Ids or entries that one call names or looks for. */
export const CHUNK = LIMITS.idsPerCall

/** The first call that a bulk action makes: what a preview shows. */
export function firstCall(action: BulkAction): PendingAction {
  return nextCall(action, 0, ZERO_ID)
}

function nextCall(action: BulkAction, asked: number, cursor: EntryId): PendingAction {
  if (action.kind === 'autoclaim') return { ...action, count: CHUNK, start: cursor }
  return { ...action, ids: action.ids.slice(asked, asked + CHUNK) }
}

/** How many calls it takes; unknown for autoclaim, which goes on until the server's cursor is back at 0-0. */
export function callsNeeded(action: BulkAction): number | undefined {
  return action.kind === 'autoclaim' ? undefined : Math.ceil(action.ids.length / CHUNK)
}

/**
 * Carries it out call by call. Ends at the first call that failed or whose outcome is unknown, and between calls when
 * the signal aborts: a call that was sent is always waited for, so that what is counted is what happened.
 */
export async function runBulkAction(action: BulkAction, act: Act, toEnd: (error: unknown) => BulkEnd, signal: AbortSignal, onProgress: (progress: BulkProgress) => void): Promise<BulkProgress & { end: BulkEnd }> {
  let progress: BulkProgress = { asked: 0, done: 0, dropped: 0 }
  let cursor: EntryId | undefined = ZERO_ID
  while (cursor !== undefined) {
    if (signal.aborted) return { ...progress, end: { kind: 'cancelled' } }
    let reply: ActReply
    try {
      reply = await act(nextCall(action, progress.asked, cursor))
    } catch (error) {
      return { ...progress, end: toEnd(error) }
    }
    if (reply.kind !== 'ok') return { ...progress, end: { kind: reply.kind, message: reply.message, next: reply.next } }
    const asked: number = action.kind === 'autoclaim' ? progress.asked + 1 : Math.min(action.ids.length, progress.asked + CHUNK)
    progress = { asked, done: progress.done + reply.done, dropped: progress.dropped + reply.dropped.length }
    onProgress(progress)
    if (action.kind !== 'autoclaim') cursor = asked < action.ids.length ? ZERO_ID : undefined
    else cursor = reply.cursor === ZERO_ID ? undefined : reply.cursor
  }
  return { ...progress, end: { kind: 'completed' } }
}
