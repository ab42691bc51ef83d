import { useState, type ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import type { WorkerState } from '@shared/model/worker-state'
import { availableActions } from '@shared/model/worker-availability'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { NumberField } from '../../ui/number-field'
import { closeLinkDialog, useLinkDialog, type NumberedFault } from './link-dialog-store'
import styles from './worker-actions.module.css'

const DEFAULTS: { [K in NumberedFault['kind']]: Extract<NumberedFault, { kind: K }> } = {
  latency: { kind: 'latency', ms: 200, jitterMs: 50 },
  bandwidth: { kind: 'bandwidth', bytesPerSecond: 2000 },
  'idle-drop': { kind: 'idle-drop', afterMs: 4000 },
  'cut-reply': { kind: 'cut-reply', afterBytes: 10 }
}

const WORDS: Record<NumberedFault['kind'], { title: string; description: string }> = {
  latency: { title: 'Latency', description: 'Each way so much later; the order stays. A reply that takes 5 s or more is overdue, and the worker leaves its connection.' },
  bandwidth: { title: 'Bandwidth', description: 'Each way no faster. Who sends more is made to wait; nothing is lost.' },
  'idle-drop': { title: 'Silent drop when idle', description: 'A connection that is silent for so long is forgotten, as a load balancer does: neither side is told, what is sent later vanishes, and the server keeps it open.' },
  'cut-reply': { title: 'Cut in the middle of a reply', description: 'So many more bytes of reply pass, then both sides are cut, once. What the reply said is unknown to the worker, and done on the server.' }
}

/** The dialog for the numbers of a fault, for whichever menu asks. Mount once. */
export function LinkDialogs(): ReactNode {
  const dialog = useLinkDialog((state) => state.dialog)
  const worker = useWorkbench((state) => (dialog === undefined ? undefined : state.workers[dialog.worker]))
  if (dialog === undefined || worker === undefined) return undefined
  return <LinkDialog key={`${dialog.worker} ${dialog.kind}`} worker={worker} kind={dialog.kind} />
}

function LinkDialog({ worker, kind }: { worker: WorkerState; kind: NumberedFault['kind'] }): ReactNode {
  const host = useHost()
  const current = worker.link?.fault
  const [fault, setFault] = useState<NumberedFault>(current !== undefined && current.kind === kind ? current : DEFAULTS[kind])
  const reason = availableActions(worker).link
  const apply = (): void => {
    closeLinkDialog()
    void attempt(() => host.workers.setLink({ worker: worker.id, fault }))
  }
  const { title, description } = WORDS[kind]
  return (
    <Dialog
      open
      onClose={closeLinkDialog}
      title={`${title}: ${worker.name === '' ? 'the consumer without a name' : worker.name}`}
      description={description}
      footer={<><Button onClick={closeLinkDialog}>Cancel</Button><Button variant="primary" reason={reason} onClick={apply}>Apply</Button></>}
    >
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); if (reason === undefined) apply() }}>
        <FaultFields worker={worker} fault={fault} onChange={setFault} />
        {worker.link === undefined && <p className={styles.note}>Its connection is direct. It finishes its turn and reconnects through a proxy first.</p>}
      </form>
    </Dialog>
  )
}

function FaultFields({ worker, fault, onChange }: { worker: WorkerState; fault: NumberedFault; onChange: (fault: NumberedFault) => void }): ReactNode {
  const number = (label: string, unit: string, bounds: { min: number; max: number }, value: number, change: (value: number) => NumberedFault, hint?: string): ReactNode => (
    <NumberField label={label} unit={unit} {...bounds} value={value} hint={hint} onChange={(next) => { if (next !== undefined) onChange(change(next)) }} />
  )
  switch (fault.kind) {
    case 'latency':
      return (
        <div className={styles.pair}>
          {number('Each way', 'ms', { min: 0, max: 60_000 }, fault.ms, (ms) => ({ ...fault, ms }))}
          {number('By chance up to', 'ms more', { min: 0, max: 60_000 }, fault.jitterMs, (jitterMs) => ({ ...fault, jitterMs }))}
        </div>
      )
    case 'bandwidth':
      return number('Each way', 'bytes a second', { min: 1, max: 1_000_000_000 }, fault.bytesPerSecond, (bytesPerSecond) => ({ ...fault, bytesPerSecond }))
    case 'idle-drop':
      return number('Forgotten after', 'ms', { min: 50, max: 86_400_000 }, fault.afterMs, (afterMs) => ({ ...fault, afterMs }), describeBlock(worker, fault.afterMs))
    case 'cut-reply':
      return number('After', 'bytes of reply', { min: 0, max: 1_000_000_000 }, fault.afterBytes, (afterBytes) => ({ ...fault, afterBytes }))
    default:
      return assertNever(fault)
  }
}

/** What that limit means for how this worker reads. */
function describeBlock(worker: WorkerState, afterMs: number): string | undefined {
  if (worker.role !== 'consumer') return undefined
  const { blockMs } = worker.settings
  return blockMs < afterMs ? `Its BLOCK is ${blockMs} ms: while it waits for entries it is never silent for that long.` : `Its BLOCK is ${blockMs} ms: while nothing is added it is silent for longer, and becomes a phantom.`
}
