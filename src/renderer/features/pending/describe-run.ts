import { assertNever } from '@shared/lib/assert-never'
import { formatCount } from '../../lib/format-count'
import type { BulkAction, BulkEnd, BulkProgress } from './run-bulk-action'

export interface RunDescription {
  level: 'success' | 'info' | 'warning' | 'error'
  text: string
  next?: string
}

/** What a finished run came to, from the server's replies alone. */
export function describeRun(action: BulkAction, end: BulkEnd, progress: BulkProgress): RunDescription {
  const counts = describeCounts(action, progress, end.kind === 'completed')
  switch (end.kind) {
    case 'completed':
      return { level: progress.done > 0 ? 'success' : 'info', text: counts }
    case 'cancelled':
      return { level: 'info', text: `Cancelled. ${counts}`, ...(action.kind !== 'autoclaim' && { next: `${formatCount(action.ids.length - progress.asked)} were not sent.` }) }
    case 'failed':
      return { level: 'error', text: `${end.message} ${progress.done > 0 ? `Before that: ${counts}` : 'Nothing was changed.'}`, next: end.next }
    case 'unknown':
      return { level: 'warning', text: `The outcome of the last call is unknown: ${end.message} Before it: ${counts}`, next: end.next }
    default:
      return assertNever(end)
  }
}

function describeCounts(action: BulkAction, { asked, done, dropped }: BulkProgress, complete: boolean): string {
  const verb = action.kind === 'ack' ? 'acknowledged' : 'claimed'
  const words = [`${formatCount(done)} ${verb}.`]
  const rest = action.kind === 'autoclaim' ? 0 : asked - done - dropped
  if (rest > 0) words.push(action.kind === 'ack' ? `${formatCount(rest)} were not pending any more.` : `${formatCount(rest)} were not claimed: idle below the minimum, not pending any more, or without an entry, which XCLAIM takes off the list.`)
  if (dropped > 0) words.push(`${formatCount(dropped)} had lost their entry and were taken off the list.`)
  if (action.kind === 'autoclaim' && complete) words.push('The server has looked through the whole list.')
  return words.join(' ')
}
