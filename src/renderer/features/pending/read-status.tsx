import { Pause, Play, RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { setPendingView } from './pending-view-store'
import styles from './pending-view.module.css'
import { MOST_ROWS, PAGE_ROWS } from './read-pending'
import type { PendingBoard } from './use-pending-board'

/** How old what is shown is, and what it cost to read. */
export function ReadStatus({ board, paused }: { board: PendingBoard; paused: boolean }): ReactNode {
  const now = useNow(200)
  const { reading } = board
  return (
    <span className={styles.read}>
      {reading !== undefined && (
        <span>
          read {formatAge(now - reading.at)} ago in {formatCount(reading.calls)} {reading.calls === 1 ? 'call' : 'calls'}, longest {reading.longestMs.toFixed(1)} ms round trip
        </span>
      )}
      <IconButton size="small" label={paused ? 'Go on reading' : 'Stop reading again'} aria-pressed={paused} icon={paused ? <Play /> : <Pause />} onClick={() => setPendingView({ paused: !paused })} />
      <IconButton size="small" label="Read now" icon={<RefreshCw />} onClick={board.refresh} />
    </span>
  )
}

/** How much of the list is loaded, and the way to the rest. */
export function LoadStatus({ board }: { board: PendingBoard }): ReactNode {
  const { reading, loading } = board
  if (loading !== undefined) {
    return (
      <span className={styles.load} role="status">
        <progress max={Math.min(loading.total, MOST_ROWS)} value={loading.rows} aria-label="Loading" />
        {formatCount(loading.rows)} of {formatCount(loading.total)}
        <Button size="small" onClick={board.cancelLoad}>Cancel</Button>
      </span>
    )
  }
  if (reading === undefined || !reading.more) return undefined
  const loaded = reading.rows.length
  const full = loaded >= MOST_ROWS ? `At most ${formatCount(MOST_ROWS)} are loaded. Narrow to one owner to reach the others.` : undefined
  return (
    <span className={styles.load}>
      the oldest {formatCount(loaded)} of {formatCount(reading.total)} loaded
      <Button size="small" reason={full} onClick={() => board.load(loaded + PAGE_ROWS)}>Load {PAGE_ROWS} more</Button>
      <Button size="small" reason={full} onClick={() => board.load(MOST_ROWS)}>{reading.total > MOST_ROWS ? `Load ${formatCount(MOST_ROWS)}` : 'Load all'}</Button>
    </span>
  )
}
