import type { GroupState, PendingRow } from './stream-state'

/** How a pending entry is drawn. The worst that holds: an entry that is gone matters more than that it is late. */
export type PendingClass = 'gone' | 'unowned' | 'idle' | 'redelivered' | 'pending'

/** Milliseconds since the last delivery, carried on from the moment of the reading; 0 for a released entry. */
export function selectIdleNow(row: PendingRow, readAt: number, now: number): number {
  return row.idle < 0 ? 0 : row.idle + Math.max(0, now - readAt)
}

/** `idle` in milliseconds; `lateAfter` is the min-idle of the sweeper, or the person's threshold. */
export function selectPendingClass(row: PendingRow, idle: number, lateAfter: number): PendingClass {
  if (row.gone === true) return 'gone'
  if (row.consumer === undefined) return 'unowned'
  if (idle >= lateAfter) return 'idle'
  // Anything but 1 is more than one delivery: counts past 2^53 are strings, and RETRYCOUNT may have set 0.
  return row.deliveries === 1 || row.deliveries === 0 ? 'pending' : 'redelivered'
}

/** Idle time from which an entry of this group counts as late: what its sweeper would take, else the person's setting. */
export function selectLateAfter(group: Pick<GroupState, 'sweeper'>, setting: number): number {
  return group.sweeper?.enabled === true ? group.sweeper.minIdleMs : setting
}
