import { X } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { indentJson, scanJson } from '@shared/lib/json-text'
import type { DeadLetter } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import { splitDeadLetter } from '@shared/redis/dead-letter'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'
import { Button } from '../../ui/button'
import { CodeEditor } from '../../ui/code-editor'
import { IconButton } from '../../ui/icon-button'
import { EntryIdText, Name } from '../../ui/name'
import styles from './dead-letters.module.css'
import { LetterProvenance } from './letter-provenance'
import { editKey, setEdit, useLettersView } from './letters-store'
import { parsePayload, toPayloadText, type PayloadText } from './payload-text'

type Whole = { kind: 'reading' } | { kind: 'read'; payload: PayloadText } | { kind: 'failed'; message: string }

/** The whole payload: what the list shows is cut. */
function useWhole({ connection, key }: StreamRef, { id }: DeadLetter): Whole {
  const host = useHost()
  const [whole, setWhole] = useState<Whole>({ kind: 'reading' })
  useEffect(() => {
    let current = true
    const tell = (next: Whole): void => {
      if (current) setWhole(next)
    }
    const read = async (): Promise<void> => {
      try {
        const { entry } = await host.streams.entry({ connection, key, id })
        tell(entry === undefined ? { kind: 'failed', message: 'It is gone: trimmed or deleted.' } : { kind: 'read', payload: toPayloadText(splitDeadLetter(entry.fields).own) })
      } catch (error) {
        const { message, next } = toFault(error)
        tell({ kind: 'failed', message: `${message} ${next}` })
      }
    }
    void read()
    return () => { current = false }
  }, [host, connection, key, id])
  return whole
}

export interface LetterPaneProps {
  stream: StreamRef
  letter: DeadLetter
  /** Why it cannot be redriven now. */
  refusal: string | undefined
  onRedrive: () => void
  onClose: () => void
}

/** One dead letter beside the list: where it comes from, and its payload, which can be corrected before it goes back. */
export function LetterPane({ stream, letter, refusal, onRedrive, onClose }: LetterPaneProps): ReactNode {
  const whole = useWhole(stream, letter)
  const key = editKey(stream, letter.id)
  const edit = useLettersView((view) => view.edits.get(key))
  const payload = edit ?? (whole.kind === 'read' ? whole.payload : undefined)
  const parsed = payload === undefined ? undefined : parsePayload(payload)
  const isEmpty = letter.payload.fieldCount === 0 && edit === undefined
  const scan = payload === undefined ? undefined : scanJson(payload.text)
  const change = (text: string): void => {
    if (payload === undefined || whole.kind !== 'read') return
    setEdit(key, text === whole.payload.text ? undefined : { ...payload, text })
  }
  const reason = refusal
    ?? (letter.mark === undefined ? undefined : 'It was redriven already. Undo that in “Redriven” first, while it can be undone.')
    ?? (isEmpty ? 'It has no payload: write one first.' : parsed?.ok === false ? 'The payload has a mistake: it is named below.' : undefined)
  return (
    <aside className={styles.pane} aria-label={`Dead letter ${letter.id}`}>
      <header className={styles.paneHead}>
        <h3><EntryIdText id={letter.id} /></h3>
        <Button size="small" variant="primary" reason={reason} onClick={onRedrive}>Redrive this one…</Button>
        <IconButton size="small" label="Close the letter" icon={<X />} onClick={onClose} />
      </header>
      <LetterProvenance stream={stream} letter={letter} />
      <div className={styles.editorHead}>
        <h4>Payload {payload?.name === undefined ? '' : <>field <Name name={payload.name} limit={30} mono /></>}{edit !== undefined && ' • edited'}</h4>
        <Button size="small" variant="quiet" reason={scan?.ok === true ? undefined : 'Only valid JSON can be formatted.'} onClick={() => { if (scan?.ok === true && payload !== undefined) change(indentJson(payload.text, scan.tokens)) }}>Format</Button>
        <Button size="small" variant="quiet" reason={edit === undefined ? 'Nothing was changed.' : undefined} onClick={() => setEdit(key, undefined)}>Take back</Button>
      </div>
      {whole.kind === 'failed' && <p className={styles.wrong} role="status">{whole.message}</p>}
      {whole.kind === 'reading' && <p className={styles.dim}>Reading the payload…</p>}
      {whole.kind === 'read' && payload !== undefined && <CodeEditor label="Payload of the dead letter. Tab leaves the editor." value={payload.text} onChange={change} />}
      {parsed !== undefined && (
        <p className={parsed.ok || isEmpty ? styles.dim : styles.wrong} role="status">
          {isEmpty ? 'The entry was gone when it was given up: it has no payload.' : parsed.ok ? (parsed.note ?? (edit === undefined ? 'Valid JSON. Unchanged, it goes back byte for byte.' : 'Valid JSON. This goes instead of its payload.')) : parsed.problem}
        </p>
      )}
    </aside>
  )
}
