import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import styles from './action-bar.module.css'
import { describeRun } from './describe-run'
import type { BulkRunner } from './use-bulk-run'

/** How far a bulk action got, by what the server confirmed; afterwards what it came to. */
export function RunProgress({ runner }: { runner: BulkRunner }): ReactNode {
  const { run } = runner
  if (run.kind === 'idle') return undefined
  if (run.kind === 'finished') {
    const { level, text, next } = describeRun(run.action, run.end, run)
    return (
      <div className={styles.result} data-level={level} role="status">
        <span>{text} {next !== undefined && <span className={styles.next}>{next}</span>}</span>
        <IconButton size="small" label="Dismiss" icon={<X />} onClick={runner.dismiss} />
      </div>
    )
  }
  const total = run.action.kind === 'autoclaim' ? undefined : run.action.ids.length
  const verb = run.action.kind === 'ack' ? 'acknowledged' : 'claimed'
  return (
    <div className={styles.result}>
      <progress className={styles.progress} aria-label="Progress" max={total} value={total === undefined ? undefined : run.asked} />
      <span>{formatCount(run.done)} {verb}{total === undefined ? '' : `, ${formatCount(run.asked)} of ${formatCount(total)} sent`}</span>
      <Button size="small" onClick={runner.cancel} reason={run.cancelling ? 'It stops after the call that is under way.' : undefined}>{run.cancelling ? 'Stopping…' : 'Cancel'}</Button>
    </div>
  )
}
