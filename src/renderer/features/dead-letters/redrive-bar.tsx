import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import styles from './redrive.module.css'
import { countOutcomes, describeRedrives } from './run-redrives'
import type { RedriveRunner } from './use-redrive-run'

export interface RedriveBarProps {
  selected: number
  reason: string | undefined
  runner: RedriveRunner
  onPrepare: () => void
  onShowLog: () => void
}

/** What can be done with the selected letters, how far it got, and what it came to. */
export function RedriveBar({ selected, reason, runner, onPrepare, onShowLog }: RedriveBarProps): ReactNode {
  return (
    <section className={styles.bar} aria-label="Redrive">
      <div className={styles.controls}>
        <strong>{formatCount(selected)} selected</strong>
        <span className={styles.dim}>{reason ?? 'The commands are shown first.'}</span>
        <Button className={styles.go} variant="primary" reason={reason} onClick={onPrepare}>{selected === 0 ? 'Redrive…' : `Redrive ${formatCount(selected)}…`}</Button>
      </div>
      <RunProgress runner={runner} onShowLog={onShowLog} />
    </section>
  )
}

function RunProgress({ runner: { run, cancel, dismiss }, onShowLog }: { runner: RedriveRunner; onShowLog: () => void }): ReactNode {
  if (run.kind === 'idle') return undefined
  if (run.kind === 'running') {
    return (
      <div className={styles.result}>
        <progress aria-label="Progress" max={run.total} value={run.results.length} />
        <span>{formatCount(countOutcomes(run.results, 'ok'))} redriven, {formatCount(run.results.length)} of {formatCount(run.total)} sent</span>
        <Button size="small" onClick={cancel} reason={run.cancelling ? 'It stops after the letter that is under way.' : undefined}>{run.cancelling ? 'Stopping…' : 'Cancel'}</Button>
      </div>
    )
  }
  const { level, text } = describeRedrives(run.end, run.results, run.total)
  const others = run.results.flatMap(({ id, outcome }) => (outcome.kind === 'ok' ? [] : [{ id, text: outcome.kind === 'already' ? 'redriven already' : `${outcome.message} ${outcome.next}` }]))
  return (
    <div className={styles.outcome}>
      <div className={styles.result} data-level={level} role="status">
        <span>{text}</span>
        <Button size="small" variant="quiet" onClick={onShowLog}>Show what was redriven</Button>
        <IconButton size="small" label="Dismiss" icon={<X />} onClick={dismiss} />
      </div>
      {others.length > 0 && <ul className={styles.others} aria-label="Not redriven">{others.slice(0, 50).map((each) => <li key={each.id}><b>{each.id}</b> {each.text}</li>)}</ul>}
    </div>
  )
}
