import type { Entry } from '@shared/redis/entry'
import { compareCounts } from '@shared/redis/count'
import type { PendingRow } from '@shared/model/stream-state'

/** One pending row as the board holds it: what the server said, when, and the payload beside it. */
export interface BoardRow extends PendingRow {
  entry?: Entry
  /** Wall clock of the page this row came in. */
  readAt: number
  /** Not in the newest reading: acked or removed since. Kept in place while a person points at the table. */
  left?: true
}

/** Idle time now: the server's figure plus what has passed since. Undefined for a released row, whose idle is -1. */
export function idleAt(row: BoardRow, now: number): number | undefined {
  return row.idle < 0 ? undefined : row.idle + Math.max(0, now - row.readAt)
}

export type RowState = 'pending' | 'idle' | 'redelivered' | 'gone' | 'unowned'

/** The one state a row is drawn in. The rarer and the graver wins: an entry that is gone matters more than its count. */
export function rowState(row: BoardRow, now: number, thresholdMs: number): RowState {
  if (row.gone === true) return 'gone'
  if (row.consumer === undefined) return 'unowned'
  if (compareCounts(row.deliveries, 1) > 0) return 'redelivered'
  return isLate(row, now, thresholdMs) ? 'idle' : 'pending'
}

/** Idle has reached the threshold. Reached, not passed: the server claims at equality (it skips only what is below). */
export function isLate(row: BoardRow, now: number, thresholdMs: number): boolean {
  const idle = idleAt(row, now)
  return idle !== undefined && idle >= thresholdMs
}
