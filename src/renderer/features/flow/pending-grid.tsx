import { memo, type ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import type { GroupState, PendingRow } from '@shared/model/stream-state'
import { selectIdleNow, selectPendingClass } from '@shared/model/select-pending-class'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { select } from '../../store/view-store'
import { useServerNow } from '../../store/use-server-now'
import { nameToText } from '../../ui/name-parts'
import { MARK_WORDS, StateMark } from '../../ui/state-mark'
import { openPending } from '../pending'
import { useAnchor } from './motion/anchors'
import styles from './pending-grid.module.css'
import { RovingCells } from './roving-cells'

/** Cells drawn; the rest is a number. Four rows of ten: more would push the next lane out of sight. */
const SHOWN = 40

/** Says of a pending row what the cell shows, and by whose word. */
export function describePending(row: PendingRow, idle: number, lateAfter: number): string {
  const owner = row.consumer === undefined ? 'no owner' : `held by ${nameToText(row.consumer)}`
  const state = MARK_WORDS[selectPendingClass(row, idle, lateAfter)]
  const age = row.idle < 0 ? 'released' : `idle ${formatAge(idle)} of ${formatAge(lateAfter)}`
  return `${row.id}\n${state}, ${owner}\n${age} · delivered ${formatCount(row.deliveries)} ${row.deliveries === 1 ? 'time' : 'times'}`
}

export interface PendingGridProps {
  stream: StreamRef
  group: GroupState
  /** Idle time from which an entry counts as late, milliseconds. */
  lateAfter: number
}

/** The oldest pending entries of a group, drawn from what the server answered and from nothing else. */
export const PendingGrid = memo(function PendingGrid({ stream, group, lateAfter }: PendingGridProps): ReactNode {
  const now = useNow(500)
  const serverNow = useServerNow(500)
  const anchor = useAnchor('pel', group.name)
  const { facts } = group
  if (facts === undefined) return <div ref={anchor} className={styles.pel}><span className={styles.caption}>PEL · not read yet</span></div>
  const { rows, at } = facts.window
  const shown = rows.slice(0, SHOWN)
  const hidden = Math.max(rows.length, facts.pending) - shown.length
  return (
    <div ref={anchor} className={styles.pel}>
      <span className={styles.caption}>PEL · {group.vanishedAt === undefined ? 'from server' : 'as last read'}, {formatAge(now - at)} ago</span>
      <RovingCells label={`Pending entries of ${nameToText(group.name)}, oldest first`} className={styles.grid}>
        {facts.pending === 0 && rows.length === 0 && <p className={styles.none}>nothing pending</p>}
        {shown.map((row, index) => {
          const idle = selectIdleNow(row, at, serverNow)
          const text = describePending(row, idle, lateAfter)
          return (
            <button key={index} type="button" data-cell className={styles.cell} tabIndex={index === 0 ? 0 : -1} aria-label={text} data-tip={text} onClick={() => select({ kind: 'entry', stream, id: row.id })}>
              <StateMark state={selectPendingClass(row, idle, lateAfter)} fill={Math.min(1, idle / lateAfter)} count={row.deliveries} size={16} />
            </button>
          )
        })}
        {hidden > 0 && (
          <button type="button" className={styles.more} onClick={() => openPending(stream, group.name)} data-tip="Opens the Pending view of this group">+{formatCount(hidden)} more</button>
        )}
      </RovingCells>
    </div>
  )
})
