import { indentJson, scanJson } from '@shared/lib/json-text'
import { useState, type ReactNode } from 'react'
import { Button } from '../../ui/button'
import { CodeEditor } from '../../ui/code-editor'
import { TextField } from '../../ui/text-field'
import styles from './publish-view.module.css'
import { changeForm, usePublish } from './publish-store'

/** One field whose value is JSON. */
export function JsonField({ onSubmit }: { onSubmit: () => void }): ReactNode {
  const name = usePublish((store) => store.form.jsonName)
  const text = usePublish((store) => store.form.jsonText)
  const [markers, setMarkers] = useState<readonly string[]>([])
  const scan = scanJson(text)
  // The editor's own check adds what is legal and yet likely wrong, such as a name that is there twice.
  const warnings = scan.ok ? markers : []
  return (
    <>
      <div className={styles.jsonHead}>
        <TextField label="Field name" mono value={name} onChange={(jsonName) => changeForm({ jsonName })} hint={name === '' ? 'An empty name is legal in Redis.' : undefined} />
        <Button size="small" reason={scan.ok ? undefined : 'Only valid JSON can be formatted.'} onClick={() => { if (scan.ok) changeForm({ jsonText: indentJson(text, scan.tokens) }) }}>Format</Button>
      </div>
      <CodeEditor label="JSON value. Tab leaves the editor, Ctrl and Enter publishes." value={text} onChange={(jsonText) => changeForm({ jsonText })} onSubmit={onSubmit} onMarkers={setMarkers} />
      <p className={scan.ok ? styles.about : styles.aboutWrong} role="status">
        {scan.ok
          ? warnings.length === 0 ? 'Valid JSON.' : `Valid JSON, ${warnings.length === 1 ? 'with a warning' : `with ${warnings.length} warnings`}: ${warnings[0] ?? ''}`
          : `Line ${scan.problem.line}, column ${scan.problem.column}: ${scan.problem.message}`}
      </p>
    </>
  )
}
