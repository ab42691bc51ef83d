import { useState, type ReactNode } from 'react'
import type { RedriveRecord } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import { formatDateTime } from '../../lib/format-time'
import { useHost } from '../../store/host'
import { notify } from '../../store/notify'
import { toFault } from '../../store/to-fault'
import { select } from '../../store/view-store'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { EntryIdText, Name } from '../../ui/name'
import styles from './dead-letters.module.css'

export interface RedriveLogProps {
  stream: StreamRef
  log: readonly RedriveRecord[]
  /** Why writes are refused here at all. */
  refusal: string | undefined
  onUndone: () => void
}

const TONES: Record<RedriveRecord['what'], 'ok' | 'neutral' | 'warn'> = { 'redriven': 'ok', 'undone': 'neutral', 'undone too late': 'warn' }

/** What was redriven and undone, newest first. An undo is offered while no group was given the entry. */
export function RedriveLog({ stream, log, refusal, onUndone }: RedriveLogProps): ReactNode {
  const host = useHost()
  const [undoing, setUndoing] = useState(false)
  const undo = async ({ letter }: RedriveRecord): Promise<void> => {
    setUndoing(true)
    try {
      const outcome = await host.deadLetters.undo({ ...stream, id: letter })
      if (outcome.kind === 'ok') notify({ level: 'success', text: `Undone: ${letter} waits again.` })
      else notify({ level: outcome.kind === 'failed' ? 'error' : 'warning', text: outcome.message, next: outcome.next })
    } catch (error) {
      const { message, next } = toFault(error)
      notify({ level: 'error', text: message, next })
    }
    setUndoing(false)
    onUndone()
  }
  if (log.length === 0) return <EmptyState title="Nothing was redriven yet">What goes back to its stream is listed here, with the entry that it became, and can be undone until a group is given it.</EmptyState>
  return (
    <div className={styles.scroll}>
      <table className={styles.log} aria-label="Redriven">
        <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Letter</th><th scope="col">Became</th><th scope="col">On</th><th scope="col">By</th><th scope="col"><span className="visually-hidden">Undo</span></th></tr></thead>
        <tbody>
          {log.map((record) => (
            <tr key={`${record.what} ${record.id}`}>
              <td>{formatDateTime(record.at)}</td>
              <td><Badge tone={TONES[record.what]}>{record.what}</Badge></td>
              <td><EntryIdText id={record.letter} /></td>
              <td><button type="button" className={styles.link} onClick={() => select({ kind: 'entry', stream: { connection: stream.connection, key: record.stream }, id: record.id })}><EntryIdText id={record.id} /></button></td>
              <td><Name name={record.stream} limit={40} mono /></td>
              <td><Name name={record.by} limit={40} /></td>
              <td>{record.what === 'redriven' && <Button size="small" reason={record.notUndone ?? refusal ?? (undoing ? 'An undo is under way.' : undefined)} onClick={() => void undo(record)}>Undo</Button>} {record.what === 'redriven' && record.notUndone !== undefined && <span className={styles.dim}>{record.notUndone}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
