import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import type { ProducerSettings } from '@shared/model/worker-state'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import styles from './worker-actions.module.css'

export type Schedule = ProducerSettings['schedule']

function convertTo(kind: Schedule['kind'], schedule: Schedule): Schedule {
  if (kind === schedule.kind) return schedule
  const size = schedule.kind === 'rate' ? Math.max(1, Math.round(schedule.perSecond)) : schedule.size
  switch (kind) {
    case 'rate':
      return { kind, perSecond: schedule.kind === 'burst' ? Math.max(0.01, (size * 1000) / schedule.everyMs) : 5 }
    case 'burst':
      return { kind, size, everyMs: 1000 }
    case 'once':
      return { kind, size }
    default:
      return assertNever(kind)
  }
}

/** In words: `8 /s`, `100 every 2 s`, `500 once`. */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'rate':
      return `${schedule.perSecond} /s`
    case 'burst':
      return `${schedule.size} every ${schedule.everyMs / 1000} s`
    case 'once':
      return `${schedule.size} once`
    default:
      return assertNever(schedule)
  }
}

/** When a producer sends. */
export function ScheduleField({ value, onChange }: { value: Schedule; onChange: (value: Schedule) => void }): ReactNode {
  return (
    <>
      <Segmented
        label="Sends"
        value={value.kind}
        onChange={(kind) => onChange(convertTo(kind, value))}
        options={[{ value: 'rate', label: 'At a rate' }, { value: 'burst', label: 'In bursts' }, { value: 'once', label: 'Once', hint: 'Sends that many, then stops.' }]}
      />
      <div className={styles.pair}>
        {value.kind === 'rate' && (
          <NumberField label="Entries per second" min={0.01} max={100_000} integer={false} value={value.perSecond} onChange={(perSecond) => { if (perSecond !== undefined) onChange({ kind: 'rate', perSecond }) }} />
        )}
        {value.kind !== 'rate' && (
          <NumberField label="Entries" min={1} max={value.kind === 'burst' ? 100_000 : 1_000_000} value={value.size} onChange={(size) => { if (size !== undefined) onChange({ ...value, size }) }} />
        )}
        {value.kind === 'burst' && (
          <NumberField label="Every" unit="ms" min={10} max={3_600_000} value={value.everyMs} onChange={(everyMs) => { if (everyMs !== undefined) onChange({ ...value, everyMs }) }} />
        )}
      </div>
    </>
  )
}
