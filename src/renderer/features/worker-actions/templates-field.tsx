import { Plus, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { PayloadTemplate } from '@shared/model/worker-state'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { TextField } from '../../ui/text-field'
import styles from './worker-actions.module.css'

const MOST_TEMPLATES = 32
const MOST_FIELDS = 256

export const PLACEHOLDERS = '{{seq}} {{uuid}} {{int 1 100}} {{float 0 1}} {{pick a|b|c}} {{iso}} {{ms}} {{source}}'

function replaceAt<T>(list: readonly T[], at: number, change: (item: T) => T): T[] {
  return list.map((item, index) => (index === at ? change(item) : item))
}

function removeAt<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, index) => index !== at)
}

/** Payload templates, of which one is chosen per entry. Rows only: what is written is what is sent, placeholders apart. */
export function TemplatesField({ value, onChange }: { value: readonly PayloadTemplate[]; onChange: (value: PayloadTemplate[]) => void }): ReactNode {
  const change = (at: number, template: Partial<PayloadTemplate>): void => onChange(replaceAt(value, at, (before) => ({ ...before, ...template })))
  return (
    <div className={styles.form} role="group" aria-label="Payload templates">
      {value.map((template, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- templates have no identity but their place
        <div key={at} className={styles.template}>
          <div className={styles.templateHead}>
            <TextField label={`Source of template ${at + 1}`} value={template.source} maxLength={80} onChange={(source) => change(at, { source })} error={template.source === '' ? 'Name where it comes from.' : undefined} />
            <IconButton label={`Remove template ${at + 1}`} icon={<Trash2 />} reason={value.length === 1 ? 'A producer needs one template.' : undefined} onClick={() => onChange(removeAt(value, at))} />
          </div>
          <FieldRows fields={template.fields} onChange={(fields) => change(at, { fields })} />
        </div>
      ))}
      <div className={styles.foot}>
        <Button size="small" icon={<Plus />} reason={value.length >= MOST_TEMPLATES ? `At most ${MOST_TEMPLATES}.` : undefined} onClick={() => onChange([...value, { source: `source-${value.length + 1}`, fields: [{ name: 'id', value: '{{uuid}}' }] }])}>Template</Button>
        <span className={styles.note}>Values may hold {PLACEHOLDERS}</span>
      </div>
    </div>
  )
}

function FieldRows({ fields, onChange }: { fields: PayloadTemplate['fields']; onChange: (fields: PayloadTemplate['fields']) => void }): ReactNode {
  return (
    <>
      {fields.map((field, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- fields may repeat and have no identity but their place
        <div key={at} className={styles.field}>
          <TextField label={`Name of field ${at + 1}`} labelHidden mono value={field.name} onChange={(name) => onChange(replaceAt(fields, at, (before) => ({ ...before, name })))} />
          <TextField label={`Value of field ${at + 1}`} labelHidden mono value={field.value} onChange={(text) => onChange(replaceAt(fields, at, (before) => ({ ...before, value: text })))} />
          <IconButton size="small" label={`Remove field ${at + 1}`} icon={<Trash2 />} reason={fields.length === 1 ? 'An entry needs one field.' : undefined} onClick={() => onChange(removeAt(fields, at))} />
        </div>
      ))}
      <div>
        <Button size="small" variant="quiet" icon={<Plus />} reason={fields.length >= MOST_FIELDS ? `At most ${MOST_FIELDS}.` : undefined} onClick={() => onChange([...fields, { name: '', value: '' }])}>Field</Button>
      </div>
    </>
  )
}
