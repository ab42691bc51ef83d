import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import type { ProducerSettings } from '@shared/model/worker-state'
import { NumberField } from '../../ui/number-field'
import { TextField } from '../../ui/text-field'
import { Segmented } from '../../ui/segmented'
import { Switch } from '../../ui/switch'
import styles from './worker-actions.module.css'

export type Schedule = ProducerSettings['schedule']

function convertTo(kind: Schedule['kind'], schedule: Schedule): Schedule {
  if (kind === schedule.kind) return schedule
  const size = schedule.kind === 'rate' ? Math.max(1, Math.round(schedule.perSecond)) : schedule.kind === 'cron' ? 1 : schedule.size
  switch (kind) {
    case 'rate':
      return { kind, perSecond: schedule.kind === 'burst' ? Math.max(0.01, (size * 1000) / schedule.everyMs) : 5 }
    case 'burst':
      return { kind, size, everyMs: 1000 }
    case 'once':
      return { kind, size }
    case 'cron':
      return { kind, expression: '*/10 * * * * *' }
    default:
      return assertNever(kind)
  }
}

/** In words: `8 /s`, `100 every 2 s`, `500 once`. */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'rate':
      return `${schedule.perSecond} /s${schedule.spread === 'random' ? ' at random' : ''}`
    case 'burst':
      return `${schedule.size} every ${schedule.everyMs / 1000} s`
    case 'once':
      return `${schedule.size} once${schedule.gapMs === undefined || schedule.gapMs === 0 ? '' : `, ${schedule.gapMs} ms apart`}`
    case 'cron':
      return `at ${schedule.expression}`
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
        options={[{ value: 'rate', label: 'At a rate' }, { value: 'burst', label: 'In bursts' }, { value: 'once', label: 'Once', hint: 'Sends that many, then stops.' }, { value: 'cron', label: 'At times', hint: 'One entry at each time of a cron expression.' }]}
      />
      <div className={styles.pair}>
        {value.kind === 'rate' && (
          <NumberField label="Entries per second" min={0.01} max={500_000} integer={false} value={value.perSecond} onChange={(perSecond) => { if (perSecond !== undefined) onChange({ ...value, perSecond }) }} />
        )}
        {value.kind === 'rate' && <Switch label="At random" hint="Gaps as of senders that know nothing of each other." checked={value.spread === 'random'} onChange={(random) => onChange({ ...value, spread: random ? 'random' : 'even' })} />}
        {(value.kind === 'burst' || value.kind === 'once') && (
          <NumberField label="Entries" min={1} max={value.kind === 'burst' ? 100_000 : 1_000_000} value={value.size} onChange={(size) => { if (size !== undefined) onChange({ ...value, size }) }} />
        )}
        {value.kind === 'once' && (
          <NumberField label="Gap between them" unit="ms" min={0} max={3_600_000} value={value.gapMs ?? 0} onChange={(gapMs) => { if (gapMs !== undefined) onChange({ ...value, gapMs }) }} />
        )}
        {value.kind === 'cron' && (
          <TextField label="Cron expression" mono value={value.expression} onChange={(expression) => onChange({ kind: 'cron', expression })} />
        )}
        {value.kind === 'burst' && (
          <NumberField label="Every" unit="ms" min={10} max={3_600_000} value={value.everyMs} onChange={(everyMs) => { if (everyMs !== undefined) onChange({ ...value, everyMs }) }} />
        )}
      </div>
    </>
  )
}
