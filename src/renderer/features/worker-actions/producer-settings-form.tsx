import type { ReactNode } from 'react'
import { refuseHighRateProducer } from '@shared/labs/high-rate'
import type { ProducerSettings } from '@shared/model/worker-state'
import { Switch } from '../../ui/switch'
import { ScheduleField } from './schedule-field'
import { TemplatesField } from './templates-field'
import { TrimField } from './trim-field'
import styles from './worker-actions.module.css'

/** What a producer starts with when a person changes nothing. */
export function initialProducer(source: string): ProducerSettings {
  return {
    schedule: { kind: 'rate', perSecond: 5 },
    templates: [{ source, fields: [{ name: 'id', value: '{{uuid}}' }, { name: 'source', value: '{{source}}' }, { name: 'number', value: '{{seq}}' }, { name: 'at', value: '{{iso}}' }] }],
    trim: { maxLen: 10_000, exact: false }
  }
}

/** Why these settings cannot be used, or undefined. */
export function producerProblem(settings: ProducerSettings): string | undefined {
  if (settings.templates.some(({ source }) => source === '')) return 'Every template needs a source.'
  return settings.highRate === true ? refuseHighRateProducer({ enqueue: settings.enqueue, templates: settings.templates }) : undefined
}

/** When a producer sends, what, and how the stream is kept short while it does. */
export function ProducerSettingsForm({ value, onChange, onLabGround }: { value: ProducerSettings; onChange: (value: ProducerSettings) => void; onLabGround: boolean }): ReactNode {
  return (
    <div className={styles.form}>
      <ScheduleField value={value.schedule} onChange={(schedule) => onChange({ ...value, schedule })} />
      <TrimField value={value.trim ?? 'never'} onChange={(trim) => onChange({ ...value, trim })} onLabGround={onLabGround} />
      <Switch
        label="High rate"
        hint="For 100,000 entries a second: templates are encoded once, and several hundred entries are sent in one write."
        checked={value.highRate === true}
        onChange={(highRate) => onChange({ ...value, highRate })}
        reason={value.enqueue === undefined ? undefined : 'Its lab wants each event to be looked at before it is added.'}
      />
      <TemplatesField value={value.templates} onChange={(templates) => onChange({ ...value, templates })} />
    </div>
  )
}
