import { Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useHost } from '../../store/host'
import { changeSettings, useSettings } from '../../store/settings-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { IconButton } from '../../ui/icon-button'
import { Name } from '../../ui/name'
import { TextField } from '../../ui/text-field'
import { applyFields } from './publish-store'
import styles from './publish-view.module.css'

interface FieldText {
  name: string
  value: string
}

const MOST_TEMPLATES = 100
const LONGEST_VALUE = 1_000_000

function refuseSave(name: string, fields: readonly FieldText[] | undefined, names: readonly string[]): string | undefined {
  if (fields === undefined) return 'What is written has a problem; settle it first.'
  if (fields.some((field) => field.value.length > LONGEST_VALUE)) return 'A value is over 1 MB: too large for settings.'
  if (name.trim() === '') return 'Give it a name.'
  if (names.length >= MOST_TEMPLATES && !names.includes(name.trim())) return 'There are 100 templates already. Delete one first.'
  return undefined
}

/** Templates kept in the settings: use one, delete one, save what is written now. `fields` is undefined while that cannot be sent. */
export function TemplateDialog({ open, onClose, fields }: { open: boolean; onClose: () => void; fields: readonly FieldText[] | undefined }): ReactNode {
  const host = useHost()
  const templates = useSettings((store) => store.settings.publishTemplates)
  const problem = useSettings((store) => store.problem)
  const [name, setName] = useState('')
  const names = templates.map((template) => template.name)
  const refusal = refuseSave(name, fields, names)
  const save = (): void => {
    if (refusal !== undefined || fields === undefined) return
    const saved = { name: name.trim(), fields: fields.map((field) => ({ name: field.name, value: field.value })) }
    void changeSettings(host, { publishTemplates: [...templates.filter((template) => template.name !== saved.name), saved] })
    setName('')
  }
  return (
    <Dialog open={open} onClose={onClose} title="Templates" description="Entries to start from, kept in the settings of this Sluice.">
      {templates.length === 0
        ? <p className={styles.about}>There are none yet. Save what is written now as the first one.</p>
        : (
            <ul className={styles.templates}>
              {templates.map((template) => (
                <li key={template.name}>
                  <span><strong><Name name={template.name} /></strong> <span className={styles.about}>{template.fields.length} {template.fields.length === 1 ? 'field' : 'fields'}</span></span>
                  <Button
                    size="small"
                    onClick={() => {
                      applyFields(template.fields)
                      onClose()
                    }}
                  >
                    Use
                  </Button>
                  <IconButton size="small" label={`Delete template ${template.name}`} icon={<Trash2 />} onClick={() => void changeSettings(host, { publishTemplates: templates.filter((other) => other.name !== template.name) })} />
                </li>
              ))}
            </ul>
          )}
      <form
        className={styles.saveTemplate}
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TextField label="Save what is written now as" value={name} maxLength={80} onChange={setName} hint={names.includes(name.trim()) ? 'Replaces the template of this name.' : undefined} />
        <Button type="submit" reason={refusal}>Save</Button>
      </form>
      {problem !== undefined && <p className={styles.warn}>{problem}</p>}
    </Dialog>
  )
}
