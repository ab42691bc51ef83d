import { RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { STRIP_LENGTH, type ComparisonState, type DeliveryFigures } from '@shared/model/comparison-state'
import { formatCount, formatCounted } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { NumberField } from '../../ui/number-field'
import { ComparisonFrame } from './comparison-frame'
import { setCompareView, useCompareView } from './comparison-store'
import { formatSet } from './comparison-words'
import styles from './comparisons.module.css'
import { NumberStrip } from './number-strip'

type PubsubState = Extract<ComparisonState, { kind: 'pubsub' }>

function Fields(): ReactNode {
  const settings = useCompareView((view) => view.pubsub)
  const set = (change: Partial<typeof settings>): void => setCompareView({ pubsub: { ...settings, ...change } })
  return (
    <>
      <NumberField label="Messages per second" integer={false} min={0.1} max={100} value={settings.perSecond} onChange={(perSecond) => { if (perSecond !== undefined) set({ perSecond }) }} hint="Each is sent both ways." />
      <NumberField label="A restart takes" unit="seconds" integer={false} min={0.1} max={120} value={settings.downMs / 1000} onChange={(seconds) => { if (seconds !== undefined) set({ downMs: Math.round(seconds * 1000) }) }} />
    </>
  )
}

function Way({ title, how, figures }: { title: string; how: string; figures: DeliveryFigures }): ReactNode {
  const { sent, received, missed, waiting, again, unknown, strip } = figures
  const label = `${title}: ${sent} sent, ${received} received, ${missed} missed, ${waiting} waiting`
  return (
    <section className={styles.way} aria-label={title}>
      <h3>{title} <small>{how}</small></h3>
      <dl className={styles.facts}>
        <div><dt>sent</dt><dd>{formatCount(sent)}</dd></div>
        <div><dt>received</dt><dd>{formatCount(received)}</dd></div>
        <div data-tone={missed > 0 ? 'bad' : 'good'}><dt>missed for good</dt><dd>{formatCount(missed)}</dd></div>
        <div data-tone={waiting > 1 ? 'waiting' : undefined}><dt>waiting</dt><dd>{formatCount(waiting)}</dd></div>
        {again > 0 && <div><dt>received again</dt><dd>{formatCount(again)}</dd></div>}
        {unknown > 0 && <div><dt>outcome unknown</dt><dd>{formatCount(unknown)}</dd></div>}
      </dl>
      <NumberStrip label={label} strip={strip} length={STRIP_LENGTH} />
    </section>
  )
}

function Restart({ state }: { state: PubsubState }): ReactNode {
  const host = useHost()
  const now = useNow(500)
  const { readers, backAt } = state.figures
  const reason = state.status !== 'running' ? 'It does not run.' : readers === 'down' ? `Both are away, and back in ${Math.max(0, Math.ceil(((backAt ?? now) - now) / 1000))} s.` : undefined
  return <Button icon={<RotateCcw aria-hidden />} reason={reason} onClick={() => void attempt(() => host.comparisons.act({ comparison: state.id, action: { kind: 'restart-both' } }))} hint="Closes the sockets of both readers, and opens them again later">Restart both for {formatSet(state.settings.downMs)}</Button>
}

function Readers({ state }: { state: PubsubState }): ReactNode {
  const now = useNow(500)
  const { readers, backAt, restarts } = state.figures
  if (state.status === 'stopped') return <p className={styles.note}>Stopped. Restarted {restarts === 1 ? 'once' : `${restarts} times`}.</p>
  const words = { up: 'Both readers are there.', coming: 'Both readers come back.', down: `Both readers are away: their sockets are closed. Back in ${Math.max(0, Math.ceil(((backAt ?? now) - now) / 1000))} s.` }[readers]
  return <p className={styles.note} role="status" data-tone={readers === 'down' ? 'bad' : undefined}>{words} Restarted {restarts === 1 ? 'once' : `${restarts} times`}.</p>
}

/** D1: what a channel and a stream give to a reader that was away. */
export function PubsubCard({ state }: { state: PubsubState | undefined }): ReactNode {
  const draft = useCompareView((view) => view.pubsub)
  const { perSecond, downMs } = state?.settings ?? draft
  return (
    <ComparisonFrame kind="pubsub" state={state} start={{ kind: 'pubsub', settings: draft }} fields={<Fields />} running={`${formatCounted(perSecond, 'message')} a second, each sent both ways; a restart takes ${formatSet(downMs)}.`} actions={state !== undefined && state.status !== 'stopped' && <Restart state={state} />}>
      {state === undefined ? <p className={styles.empty}>Start it, then restart both readers and see which numbers each of them gets.</p> : (
        <>
          <Readers state={state} />
          <Way title="Channel" how="PUBLISH, SUBSCRIBE" figures={state.figures.pubsub} />
          <Way title="Stream" how="XADD, XREADGROUP, XACK" figures={state.figures.stream} />
          <p className={styles.legend}><i data-sign="r" /> received <i data-sign="m" /> missed for good <i data-sign="w" /> waiting. Each bar is a number, the newest {Math.min(STRIP_LENGTH, state.figures.number)} of {formatCount(state.figures.number)}. sent = received + missed + waiting.</p>
        </>
      )}
    </ComparisonFrame>
  )
}
