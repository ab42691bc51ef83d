import { memo, type ReactNode } from 'react'
import { formatAge } from '../../lib/format-age'
import { Button } from '../../ui/button'
import { StateMark } from '../../ui/state-mark'
import styles from './flow-legend.module.css'
import { useMotionSummary } from './motion/motion-detail'

export interface FlowLegendProps {
  /** After how long a pending entry is late, in milliseconds; undefined when that differs from group to group. */
  lateAfter: number | undefined
  table: boolean
  onToggleTable: () => void
}

/** What shapes and colours mean, how many entries a mark stands for, and the way to the same facts as a table. */
export const FlowLegend = memo(function FlowLegend({ lateAfter, table, onToggleTable }: FlowLegendProps): ReactNode {
  const motion = useMotionSummary()
  return (
    <footer className={styles.legend}>
      <span><StateMark state="undelivered" size={13} /> undelivered</span>
      <span><StateMark state="pending" size={13} /> pending</span>
      <span data-tip="Fills up to the min-idle of the group’s sweeper, or where it has none to this threshold (Settings)"><StateMark state="idle" fill={0.5} size={13} /> late, idle past {lateAfter === undefined ? 'its group’s limit' : formatAge(lateAfter)}</span>
      <span><StateMark state="redelivered" count={2} size={13} /> delivered again</span>
      <span><StateMark state="acked" size={13} /> settled</span>
      <span><StateMark state="gone" size={13} /> pending, entry gone</span>
      {!table && <strong className={styles.detail} {...(motion.hint !== undefined && { 'data-tip': motion.hint })}>{motion.text}</strong>}
      <Button size="small" variant="quiet" aria-pressed={table} onClick={onToggleTable} hint="The same facts as a table: group, consumer, pending entry">{table ? 'As drawing' : 'As table'}</Button>
    </footer>
  )
})
