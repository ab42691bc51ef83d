import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatClock } from '../../lib/format-time'
import { useWorkbench } from '../../store/workbench-store'
import { EmptyState } from '../../ui/empty-state'
import styles from './timeline.module.css'

const ICONS = { info: Info, warning: TriangleAlert, error: CircleAlert }

/** What happened in words, newest first. */
export function NoticeList(): ReactNode {
  const notices = useWorkbench((state) => state.notices)
  if (notices.length === 0) return <EmptyState title="Nothing to report">Crashes, restarts, refusals and what workers wait for will be told here.</EmptyState>
  return (
    <ol className={styles.notices} aria-label="Notices, newest first">
      {[...notices].reverse().map((notice) => {
        const Icon = ICONS[notice.level]
        return (
          <li key={notice.seq} data-level={notice.level}>
            <time>{formatClock(notice.at, 1)}</time>
            <Icon aria-label={notice.level} size={13} />
            <span>{notice.text}{notice.next !== undefined && <em> {notice.next}</em>}</span>
          </li>
        )
      })}
    </ol>
  )
}
