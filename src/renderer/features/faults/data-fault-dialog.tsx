import { useState, type ReactNode } from 'react'
import type { DataFault, FaultPreview } from '@shared/contract/faults'
import type { Outcome } from '@shared/contract/primitives'
import type { StreamRef } from '@shared/model/stream-ref'
import { formatCount } from '../../lib/format-count'
import { useHost } from '../../store/host'
import { notify } from '../../store/notify'
import { toFault } from '../../store/to-fault'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { TextField } from '../../ui/text-field'
import { closeFaultDialog } from './fault-dialog-store'
import styles from './faults.module.css'
import { useFaultPreview } from './use-fault-preview'

/** Groups shown one by one; the rest is in the sentence above. */
const MOST_GROUPS = 20

function Losses({ losses, atLeast }: FaultPreview): ReactNode {
  const hit = losses.filter(({ undelivered, pending }) => undelivered + pending > 0)
  if (losses.length === 0) return undefined
  if (hit.length === 0) return <p className={styles.quiet}>No group loses anything that it has not been given or has not acked{atLeast ? ', as far as was looked' : ''}.</p>
  const count = (value: number): ReactNode => <span className={value > 0 ? styles.lost : styles.quiet}>{atLeast && value > 0 ? '≥ ' : ''}{formatCount(value)}</span>
  return (
    <table className={styles.table} aria-label="What each group loses">
      <thead><tr><th scope="col">Group</th><th scope="col" className={styles.number}>never delivered to it</th><th scope="col" className={styles.number}>pending in it</th></tr></thead>
      <tbody>
        {hit.slice(0, MOST_GROUPS).map(({ group, undelivered, pending }) => (
          <tr key={`=${group}`}><td><Name name={group} limit={40} /></td><td className={styles.number}>{count(undelivered)}</td><td className={styles.number}>{count(pending)}</td></tr>
        ))}
      </tbody>
    </table>
  )
}

export interface DataFaultDialogProps {
  stream: StreamRef
  title: string
  description: string
  confirm: string
  /** Undefined while it is not filled in. */
  fault: DataFault | undefined
  children?: ReactNode
}

/** One fault: its exact command, what it would take from whom, by a fresh read; then sends it once and says what came of it. */
export function DataFaultDialog({ stream, title, description, confirm, fault, children }: DataFaultDialogProps): ReactNode {
  const host = useHost()
  const state = useFaultPreview(stream, fault)
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [ended, setEnded] = useState<Exclude<Outcome, { kind: 'ok' }> | { kind: 'fault'; message: string; next: string }>()
  const preview = state.kind === 'ready' ? state.preview : undefined
  const wanted = preview?.typedName
  const untyped = wanted !== undefined && typed !== nameToText(wanted) ? 'Type its name first.' : undefined
  const reason = fault === undefined ? 'Fill in the fields first.' : state.kind === 'asking' ? 'What it would do is being asked.' : state.kind === 'failed' ? `${state.message} ${state.next}` : (preview?.refusal ?? untyped ?? (busy ? 'Waiting for the server.' : undefined))
  const run = async (): Promise<void> => {
    if (reason !== undefined || fault === undefined) return
    setBusy(true)
    try {
      const outcome = await host.faults.run({ ...stream, fault, ...(wanted !== undefined && { typedName: wanted }) })
      if (outcome.kind !== 'ok') setEnded(outcome)
      else {
        notify({ level: 'success', text: `Done: the server answered ${outcome.reply}.` })
        closeFaultDialog()
      }
    } catch (error) {
      setEnded({ kind: 'fault', ...toFault(error) })
    }
    setBusy(false)
  }
  return (
    <Dialog
      open
      onClose={closeFaultDialog}
      width={560}
      title={title}
      description={description}
      footer={<><Button onClick={closeFaultDialog}>Cancel</Button><Button variant="danger" reason={reason} onClick={() => void run()}>{confirm}</Button></>}
    >
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); void run() }}>
        {children}
        {ended !== undefined && <Banner level={ended.kind === 'unknown' ? 'warning' : 'error'} title={ended.message}>{ended.next}</Banner>}
        {preview !== undefined && <CommandLine command={preview.command} label="The command that would be sent" />}
        {state.kind === 'asking' && fault !== undefined && <p className={styles.quiet}>Asking the server what it would do…</p>}
        {state.kind === 'failed' && <p className={styles.refusal}>{state.message} {state.next}</p>}
        {preview !== undefined && preview.effect !== '' && <p className={styles.effect}>{preview.effect}</p>}
        {preview?.refusal !== undefined && <p className={styles.refusal}>{preview.refusal}</p>}
        {preview !== undefined && <Losses {...preview} />}
        {wanted !== undefined && preview?.refusal === undefined && <TextField label={`Type ${nameToText(wanted)}`} mono value={typed} onChange={setTyped} hint="It cannot be undone, and this is no lab's." />}
      </form>
    </Dialog>
  )
}
