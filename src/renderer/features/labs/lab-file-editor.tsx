import { useRef, type ReactNode } from 'react'
import type { LabListing } from '@shared/contract/labs'
import type { LabFileProblem } from '@shared/labs/parse-lab-file'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { CodeEditor } from '../../ui/code-editor'
import { completeLabFile } from './complete-lab-file'
import { setDraft, setLabView, useLabView } from './lab-store'
import styles from './labs-view.module.css'

interface LabFileEditorProps {
  lab: LabListing
  text: string
  saved: string | undefined
  problems: readonly LabFileProblem[]
  onSaved: () => void
  /** It was saved under the name that it has: this is what is saved now. */
  onSavedHere: (text: string) => void
}

function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  link.download = `${name}.lab.yaml`
  link.click()
  URL.revokeObjectURL(link.href)
}

/** The file of a lab: with completion, and every mistake by line, column and a sentence. */
export function LabFileEditor({ lab, text, saved, problems, onSaved, onSavedHere }: LabFileEditorProps): ReactNode {
  const host = useHost()
  const chooser = useRef<HTMLInputElement>(null)
  const changed = text !== saved
  const save = (): void => void attempt(async () => {
    const { name } = await host.labs.save({ text })
    if (name === lab.name) onSavedHere(text)
    // What was written while it was being saved is a draft of what is saved now.
    if (useLabView.getState().drafts[lab.name] === text) setDraft(lab.name, undefined)
    onSaved()
    setLabView({ chosen: name })
  }, 'Saved.')
  const remove = (): void => void attempt(async () => {
    await host.labs.remove({ name: lab.name })
    onSaved()
    setLabView({ chosen: undefined })
  }, `${lab.title} is removed.`)
  const open = (files: FileList | null): void => {
    const [file] = files ?? []
    if (file !== undefined) void attempt(async () => setDraft(lab.name, await file.text()))
  }
  return (
    <div className={styles.file}>
      <div className={styles.bar}>
        <Button size="small" variant="primary" reason={problems.length > 0 ? 'A file with mistakes is not saved.' : changed || lab.origin === 'unsaved' ? undefined : 'Nothing was changed.'} onClick={save} hint="Saves under the name that the file gives itself">Save</Button>
        <Button size="small" reason={changed ? undefined : 'Nothing was changed.'} onClick={() => setDraft(lab.name, undefined)}>Take back</Button>
        <Button size="small" onClick={() => chooser.current?.click()}>Open a file…</Button>
        <Button size="small" onClick={() => download(lab.name, text)}>Download</Button>
        <Button size="small" variant="quiet" reason={lab.origin === 'built-in' ? 'A lab that Sluice brings along stays.' : undefined} onClick={remove}>Remove</Button>
        <input ref={chooser} type="file" accept=".yaml,.yml,.json" className="visually-hidden" tabIndex={-1} aria-label="Lab file" onChange={(event) => {
          open(event.target.files)
          // The same file can be chosen again, as it is by then.
          event.target.value = ''
        }} />
      </div>
      <div className={styles.editor}>
        <CodeEditor label={`File of ${lab.title}`} language="yaml" value={text} problems={problems} suggest={completeLabFile} onChange={(next) => setDraft(lab.name, next === saved ? undefined : next)} />
      </div>
      <ul className={styles.problems} aria-label="Mistakes" aria-live="polite">
        {problems.map((problem) => <li key={`${problem.line}:${problem.column}:${problem.message}`}><b>Line {problem.line}, column {problem.column}</b> {problem.message}</li>)}
        {problems.length === 0 && <li data-tone="ok">No mistakes.</li>}
      </ul>
    </div>
  )
}
