import type { ReactNode } from 'react'
import type { ComparisonState, IdleLimitReader } from '@shared/model/comparison-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { NumberField } from '../../ui/number-field'
import { ComparisonFrame } from './comparison-frame'
import { setCompareView, useCompareView } from './comparison-store'
import { formatSet } from './comparison-words'
import styles from './comparisons.module.css'

type IdleLimitState = Extract<ComparisonState, { kind: 'idle-limit' }>

function Fields(): ReactNode {
  const settings = useCompareView((view) => view['idle-limit'])
  const set = (change: Partial<typeof settings>): void => setCompareView({ 'idle-limit': { ...settings, ...change } })
  return (
    <>
      <NumberField label="Idle limit of the line" unit="ms" min={200} max={600_000} value={settings.limitMs} onChange={(limitMs) => { if (limitMs !== undefined) set({ limitMs }) }} hint="Silent for longer: forgotten." />
      <NumberField label="Long BLOCK" unit="ms" min={100} max={600_000} value={settings.longBlockMs} onChange={(longBlockMs) => { if (longBlockMs !== undefined) set({ longBlockMs }) }} />
      <NumberField label="Short BLOCK" unit="ms" min={100} max={600_000} value={settings.shortBlockMs} onChange={(shortBlockMs) => { if (shortBlockMs !== undefined) set({ shortBlockMs }) }} />
      <NumberField label="Entries per second" integer={false} min={0.01} max={50} value={settings.perSecond} onChange={(perSecond) => { if (perSecond !== undefined) set({ perSecond }) }} hint="At random, on the average." />
    </>
  )
}

/** What the worker believes, and what is true. */
function describeLine({ phantomSince, status }: IdleLimitReader): { words: string; bad: boolean } {
  if (status === 'removed') return { words: 'ended', bad: false }
  if (phantomSince !== undefined) return { words: 'a phantom: it waits on a line that was forgotten, and does not know', bad: true }
  return status === 'running' ? { words: 'heard by the server', bad: false } : { words: status, bad: status !== 'starting' }
}

function Figures({ state }: { state: IdleLimitState }): ReactNode {
  const { figures, settings } = state
  const both = [figures.long, figures.short]
  const row = (term: string, value: (reader: IdleLimitReader) => ReactNode, bad?: (reader: IdleLimitReader) => boolean): ReactNode => (
    <tr><th scope="row">{term}</th>{both.map((reader) => <td key={reader.worker} data-tone={bad?.(reader) === true ? 'bad' : undefined}>{value(reader)}</td>)}</tr>
  )
  return (
    <>
      <table className={styles.table} aria-label="Long and short BLOCK">
        <thead><tr><th scope="col">idle limit {formatSet(settings.limitMs)}</th><th scope="col">BLOCK {formatSet(settings.longBlockMs)}</th><th scope="col">BLOCK {formatSet(settings.shortBlockMs)}</th></tr></thead>
        <tbody>
          {row('Its line now', (reader) => describeLine(reader).words, (reader) => describeLine(reader).bad)}
          {row('Entries waiting', ({ waiting }) => <b className={styles.big}>{formatCount(waiting)}</b>, ({ waiting, phantomSince }) => waiting > 0 && phantomSince !== undefined)}
          {row(`Entries done, of ${formatCount(figures.added)} added`, ({ received }) => formatCount(received))}
          {row('Time as a phantom', ({ phantomMs }) => `${formatAge(phantomMs)}${figures.elapsedMs > 0 ? `, ${Math.round((phantomMs / figures.elapsedMs) * 100)} %` : ''}`, ({ phantomMs }) => phantomMs > 0)}
          {row('Lines forgotten', ({ drops }) => formatCount(drops), ({ drops }) => drops > 0)}
          {row('Recovered', ({ recovered }) => formatCount(recovered))}
          {row('How, the last time', ({ lastRecovery }) => lastRecovery ?? 'not yet')}
        </tbody>
      </table>
      <p className={styles.note}>Each worker goes through a real TCP proxy of its own. Neither it nor the server is told when its connection is forgotten: what is added then is delivered to the dead connection, and stays pending. With BLOCK below the limit the empty replies keep the line known.</p>
    </>
  )
}

/** A9: a BLOCK beyond the idle limit of the way to the server, beside one below it. */
export function IdleLimitCard({ state }: { state: IdleLimitState | undefined }): ReactNode {
  const draft = useCompareView((view) => view['idle-limit'])
  const { limitMs, longBlockMs, shortBlockMs, perSecond } = state?.settings ?? draft
  return (
    <ComparisonFrame kind="idle-limit" state={state} start={{ kind: 'idle-limit', settings: draft }} fields={<Fields />} running={`Idle limit ${formatSet(limitMs)}; BLOCK ${formatSet(longBlockMs)} beside ${formatSet(shortBlockMs)}; ${perSecond} ${perSecond === 1 ? 'entry' : 'entries'} a second at random.`}>
      {state === undefined ? <p className={styles.empty}>Start it, and wait for a silence that is longer than the limit.</p> : <Figures state={state} />}
    </ComparisonFrame>
  )
}
