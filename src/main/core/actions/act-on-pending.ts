import type { Outcome } from '@shared/contract/primitives'
import { assertNever } from '@shared/lib/assert-never'
import type { GroupRef } from '@shared/model/stream-ref'
import type { PendingRow } from '@shared/model/stream-state'
import { IDS_PER_EVENT } from '@shared/model/workbench-event'
import { toEntryId, ZERO_ID, type EntryId } from '@shared/redis/entry-id'
import type { EventSink } from '../live/event-log'
import { toArgument, toText } from '../redis/bytes'
import type { Connection } from '../redis/dispatcher'
import { NoReplyError, ServerError, type Reply } from '../redis/reply'
import { toPendingCommand, type ResolvedPendingAction } from './pending-command'
import { readPendingRows } from './read-pending'
import { sendForOutcome } from './to-outcome'

export type ActionResult = Outcome & {
  /** Verified: what the server says it did. */
  done: number
  ids: EntryId[]
  /** Ids whose entry was gone and which the claim therefore removed from the PEL. */
  dropped: EntryId[]
  cursor?: EntryId
}

/** Ids of a claim's reply: bare with JUSTID, else the first element of each entry; nil entries are of servers before 7.0. */
function idsOf(reply: Reply | undefined): EntryId[] {
  if (!Array.isArray(reply)) return []
  return (reply as readonly Reply[]).flatMap((item) => {
    const id = Array.isArray(item) ? (item as readonly Reply[])[0] : item
    return Buffer.isBuffer(id) ? [toEntryId(toText(id))] : []
  })
}

/** Carries out one action once, reports what the server answered, and tells the log. */
export async function actOnPending(options: {
  connection: Connection
  sink: EventSink
  group: GroupRef
  action: ResolvedPendingAction
  /** Told when entries now belong to this consumer, so that one of ours can take them up. */
  onClaimed: (group: GroupRef, consumer: string, ids: EntryId[]) => void
}): Promise<ActionResult> {
  const { connection, sink, group, action } = options
  const command = toPendingCommand(group, action)
  // XACK answers a number only: which of several were pending is known by having read them just before. That reading
  // may fail (no permission for XPENDING) without standing in the way of the ack: then the ids stay unknown.
  const before = action.kind === 'ack' ? await readPendingRows(connection, group, action.ids).catch((): PendingRow[] => []) : []
  const result = await sendForOutcome(connection.writer, command, { by: 'hand' })
  if ('outcome' in result) return { ...result.outcome, done: 0, ids: [], dropped: [] }
  const { reply } = result

  switch (action.kind) {
    case 'ack': {
      const done = Number(reply)
      const ids = done === action.ids.length ? action.ids : before.length === done ? before.map((row) => row.id) : []
      sink.append({ kind: 'entries-acked', group, worker: 'hand', nothing: action.ids.length - done, evidence: 'seen', count: done, ids: ids.slice(0, IDS_PER_EVENT) })
      return { kind: 'ok', command, reply: `${done} acknowledged`, done, ids, dropped: [] }
    }
    case 'claim': {
      const ids = idsOf(reply)
      const dropped = await findDropped(action.ids, ids)
      reportClaim(ids, dropped)
      return { kind: 'ok', command, reply: `${ids.length} claimed${dropped.length > 0 ? `, ${dropped.length} gone` : ''}`, done: ids.length, ids, dropped }
    }
    case 'autoclaim': {
      const [cursor, claimed, deleted] = Array.isArray(reply) ? (reply as readonly Reply[]) : []
      const ids = idsOf(claimed)
      const dropped = idsOf(deleted)
      reportClaim(ids, dropped)
      return {
        kind: 'ok', command, reply: `${ids.length} claimed${dropped.length > 0 ? `, ${dropped.length} gone` : ''}`,
        done: ids.length, ids, dropped, cursor: Buffer.isBuffer(cursor) ? toEntryId(toText(cursor)) : ZERO_ID
      }
    }
    default:
      return assertNever(action)
  }

  /**
   * From 7.0 XCLAIM takes an id whose entry is gone out of the pending list and says nothing of it, as of one that was acked or is too young. Gone
   * is what is neither pending nor in the stream. Where that cannot be asked none is named.
   */
  async function findDropped(asked: readonly EntryId[], claimed: readonly EntryId[]): Promise<EntryId[]> {
    const missing = asked.filter((id) => !claimed.includes(id))
    if (missing.length === 0) return []
    try {
      const pending = new Set((await readPendingRows(connection, group, missing)).map(({ id }) => id))
      const left = missing.filter((id) => !pending.has(id))
      const entries = await connection.observer.pipeline(left.map((id) => ['XRANGE', toArgument(group.key), id, id]), { by: 'hand' })
      return left.filter((_id, index) => Array.isArray(entries[index]) && entries[index].length === 0)
    } catch (error) {
      if (error instanceof NoReplyError || error instanceof ServerError) return []
      throw error
    }
  }

  function reportClaim(ids: EntryId[], dropped: EntryId[]): void {
    if (action.kind === 'ack' || ids.length + dropped.length === 0) return
    sink.append({ kind: 'entries-claimed', group, consumer: action.consumer, by: 'hand', dropped, evidence: 'seen', count: ids.length, ids: ids.slice(0, IDS_PER_EVENT) })
    if (ids.length > 0) options.onClaimed(group, action.consumer, ids)
  }
}
