import type { ReactNode } from 'react'
import type { ProcessingTime } from '@shared/model/worker-state'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import styles from './worker-actions.module.css'

/** The longest simulated work per entry that the host takes, milliseconds. */
const LONGEST_MS = 600_000

/** The same work in another shape: about as long, so that switching does not surprise. */
function convertTo(kind: ProcessingTime['kind'], time: ProcessingTime): ProcessingTime {
  const typical = time.kind === 'fixed' ? time.ms : time.kind === 'uniform' ? (time.fromMs + time.toMs) / 2 : time.medianMs
  const most = time.kind === 'fixed' ? time.ms * 2 : time.kind === 'uniform' ? time.toMs : time.p95Ms
  if (kind === 'fixed') return { kind, ms: typical }
  if (kind === 'uniform') return { kind, fromMs: 0, toMs: most }
  return { kind, medianMs: typical, p95Ms: Math.max(typical, most) }
}

/** Why the host would refuse it, or undefined. */
export function processingProblem(time: ProcessingTime): string | undefined {
  if (time.kind === 'uniform' && time.fromMs > time.toMs) return 'The shortest work is longer than the longest.'
  if (time.kind === 'lognormal' && time.medianMs > time.p95Ms) return 'The 95th percentile is below the median.'
  return undefined
}

/** How long the work on one entry takes. */
export function ProcessingTimeField({ value, onChange }: { value: ProcessingTime; onChange: (value: ProcessingTime) => void }): ReactNode {
  const number = (label: string, current: number, change: (ms: number) => ProcessingTime): ReactNode => (
    <NumberField label={label} unit="ms" min={0} max={LONGEST_MS} integer={false} value={current} onChange={(ms) => { if (ms !== undefined) onChange(change(ms)) }} />
  )
  return (
    <>
      <Segmented
        label="Work per entry"
        value={value.kind}
        onChange={(kind) => onChange(convertTo(kind, value))}
        error={processingProblem(value)}
        options={[
          { value: 'fixed', label: 'Fixed' },
          { value: 'uniform', label: 'Uniform' },
          { value: 'lognormal', label: 'Long-tailed', hint: 'Lognormal: most are quick, a few take very long, as real services do.' }
        ]}
      />
      <div className={styles.pair}>
        {value.kind === 'fixed' && number('Each takes', value.ms, (ms) => ({ ...value, ms }))}
        {value.kind === 'uniform' && number('From', value.fromMs, (fromMs) => ({ ...value, fromMs }))}
        {value.kind === 'uniform' && number('To', value.toMs, (toMs) => ({ ...value, toMs }))}
        {value.kind === 'lognormal' && number('Median', value.medianMs, (medianMs) => ({ ...value, medianMs }))}
        {value.kind === 'lognormal' && number('95th percentile', value.p95Ms, (p95Ms) => ({ ...value, p95Ms }))}
      </div>
    </>
  )
}
