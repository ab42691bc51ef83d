import { memo, type ReactNode } from 'react'
import { compareCounts } from '@shared/redis/count'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { joinClasses } from '../../lib/join-classes'
import { useServerNow } from '../../store/use-server-now'
import { EntryIdText, Name } from '../../ui/name'
import { SelectRow, type SelectTableRow } from '../../ui/select-table'
import { StateMark } from '../../ui/state-mark'
import { tip } from '../../ui/tooltip'
import { idleAt, isLate, rowState, type BoardRow, type RowState } from './board-row'
import { formatThreshold } from './format-threshold'
import { PayloadPreview } from './payload-preview'
import styles from './pending-table.module.css'

export interface PendingTableRowProps extends SelectTableRow {
  row: BoardRow
  inspected: boolean
  thresholdMs: number
  /** What is known of the owner, when it is in trouble: "crashed", "frozen". */
  ownerNote: string | undefined
}

/** Counts of deliveries from which a person should look: the only sign of poison that Redis keeps. */
const MANY_DELIVERIES = 4

/** One pending entry. */
export const PendingTableRow = memo(function PendingTableRow({ row, inspected, thresholdMs, ownerNote, ...around }: PendingTableRowProps): ReactNode {
  return (
    <SelectRow id={row.id} {...around} opened={inspected} locked={row.left === true} columns={styles.columns} className={row.left === true && styles.left}>
      <StateCell row={row} thresholdMs={thresholdMs} />
      <span role="cell" className={styles.id}><EntryIdText id={row.id} /></span>
      <IdleCell row={row} thresholdMs={thresholdMs} />
      <span role="cell" className={joinClasses(styles.number, compareCounts(row.deliveries, MANY_DELIVERIES) >= 0 && styles.many)}>{formatCount(row.deliveries)}</span>
      <span role="cell" className={styles.owner}>
        {row.consumer === undefined ? <span className={styles.late} {...tip('Released by XNACK: pending, and owned by nobody.')}>no owner</span> : <Name name={row.consumer} limit={40} />}
        {ownerNote !== undefined && <small>{ownerNote}</small>}
      </span>
      <span role="cell" className={styles.payloadCell}><PayloadPreview entry={row.entry} gone={row.gone} /></span>
    </SelectRow>
  )
})

function stateWord(state: RowState, thresholdMs: number): string {
  switch (state) {
    case 'idle':
      return `idle past ${formatThreshold(thresholdMs)}`
    case 'gone':
      return 'entry gone'
    case 'unowned':
      return 'no owner'
    case 'pending':
    case 'redelivered':
      return state
  }
}

function StateCell({ row, thresholdMs }: { row: BoardRow; thresholdMs: number }): ReactNode {
  const now = useServerNow(1000)
  const state = rowState(row, now, thresholdMs)
  return (
    <span role="cell" className={styles.state}>
      <StateMark state={state} {...(state === 'redelivered' && { count: row.deliveries })} />
      {row.left === true ? 'left the list' : stateWord(state, thresholdMs)}
    </span>
  )
}

/** Twice the threshold fills the bar: half-way is the point at which it counts as late. */
function IdleCell({ row, thresholdMs }: { row: BoardRow; thresholdMs: number }): ReactNode {
  const now = useServerNow(200)
  const idle = idleAt(row, now)
  if (idle === undefined) return <span role="cell" className={styles.idle} {...tip('Released: no idle time runs.')}><span>released</span></span>
  const share = Math.min(1, idle / (2 * Math.max(1, thresholdMs)))
  return (
    <span role="cell" className={styles.idle} {...tip('Time since its last delivery: the server’s figure, carried on by the clock here.')}>
      <i className={isLate(row, now, thresholdMs) ? styles.lateBar : undefined} style={{ width: `${(share * 100).toFixed(1)}%` }} />
      <span>{row.left === true ? '' : formatAge(idle)}</span>
    </span>
  )
}
