import { assertNever } from '@shared/lib/assert-never'
import type { GroupRef } from '@shared/model/stream-ref'
import type { PendingRow } from '@shared/model/stream-state'
import { Fault } from '../fault'
import type { Connection } from '../redis/dispatcher'
import { NoReplyError, ServerError } from '../redis/reply'
import { toPendingCommand, type ResolvedPendingAction } from './pending-command'
import { readPendingFrom, readPendingRows } from './read-pending'

export interface ActionPreview {
  command: string[]
  /** What it would do now. Others may act in between: WATCH does not see XACK, XCLAIM or XREADGROUP. */
  effect: string
  /** Set when it would do nothing, with the reason. */
  refusal?: string
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}

/** `5 entries`, `1 entry`. */
function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`
}

/** The server claims what is idle for at least min-idle: the boundary itself counts (t_stream.c skips only less). */
function isIdleEnough(row: PendingRow, minIdleMs: number): boolean {
  return row.idle === -1 || row.idle >= minIdleMs
}

function describeClaim(rows: readonly PendingRow[], minIdleMs: number, consumer: string): Omit<ActionPreview, 'command'> {
  if (rows.length === 0) return { effect: '', refusal: 'None of these entries is pending any more.' }
  const taken = rows.filter((row) => isIdleEnough(row, minIdleMs))
  if (taken.length === 0) {
    const oldest = Math.max(...rows.map((row) => row.idle))
    return { effect: '', refusal: `It would take nothing: the longest idle is ${seconds(oldest)}, less than ${seconds(minIdleMs)}.` }
  }
  const held = taken.filter((row) => row.consumer === consumer).length
  const left = rows.length - taken.length
  return {
    effect: [
      `Gives ${entries(taken.length)} to this consumer.`,
      left > 0 ? `${left} stay where they are, idle for less than ${seconds(minIdleMs)}.` : '',
      held > 0 ? `${held} it already holds: they are delivered to it once more.` : ''
    ].filter((part) => part !== '').join(' ')
  }
}

async function readEffect(connection: Connection, group: GroupRef, action: ResolvedPendingAction): Promise<Omit<ActionPreview, 'command'>> {
  switch (action.kind) {
    case 'claim':
      return describeClaim(await readPendingRows(connection, group, action.ids), action.minIdleMs, action.consumer)
    case 'autoclaim': {
      const rows = await readPendingFrom(connection, group, action.start)
      const preview = describeClaim(rows, action.minIdleMs, action.consumer)
      const taken = rows.filter((row) => isIdleEnough(row, action.minIdleMs)).length
      if (taken <= action.count || preview.refusal !== undefined) return preview
      return { effect: `Gives the first ${entries(action.count)} of at least ${taken} to this consumer; the cursor continues from there.` }
    }
    case 'ack': {
      const pending = (await readPendingRows(connection, group, action.ids)).length
      if (pending === 0) return { effect: '', refusal: 'None of these entries is pending any more: an XACK would answer 0.' }
      const gone = action.ids.length - pending
      return { effect: `Removes ${entries(pending)} from the Pending Entries List of this group. Nobody in it gets them again.${gone > 0 ? ` ${gone} are not pending any more.` : ''}` }
    }
    default:
      return assertNever(action)
  }
}

/** The exact command and its effect, from a fresh read of the server. */
export async function previewPendingAction(connection: Connection, group: GroupRef, action: ResolvedPendingAction): Promise<ActionPreview> {
  const command = toPendingCommand(group, action)
  try {
    return { command, ...(await readEffect(connection, group, action)) }
  } catch (error) {
    if (error instanceof ServerError) {
      if (error.prefix === 'NOGROUP') throw new Fault('no-such-group', 'The group or the stream is gone.', 'Choose another group.')
      return { command, effect: `What it would do is unknown: ${error.message}` }
    }
    if (error instanceof NoReplyError) throw new Fault('not-connected', 'The server did not answer.', 'Wait until the connection is back, then try again.')
    throw error
  }
}
