import { useState, type ReactNode } from 'react'
import type { FaultData } from '@shared/contract/fault'
import { attemptQuietly } from '../../store/attempt'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { TextField } from '../../ui/text-field'

interface TypedLabelDialogProps {
  title: string
  description: string
  /** What has to be typed. */
  label: string
  confirm: string
  onClose: () => void
  /** The call that is allowed by what was typed. The host compares it again. */
  call: (typedLabel: string) => Promise<unknown>
}

/** Asks for the connection's label before something that would be bad on the wrong server (TRUST G3). */
export function TypedLabelDialog({ title, description, label, confirm, onClose, call }: TypedLabelDialogProps): ReactNode {
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<FaultData>()
  const [busy, setBusy] = useState(false)
  const matches = typed.trim() === label
  const submit = async (): Promise<void> => {
    if (!matches || busy) return
    setBusy(true)
    const failed = await attemptQuietly(() => call(typed.trim()))
    setBusy(false)
    if (failed === undefined) onClose()
    else setFault(failed)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      footer={<>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="danger" onClick={() => void submit()} reason={busy ? 'Waiting for the host.' : matches ? undefined : 'Type the name of the connection first.'}>{confirm}</Button>
      </>}
    >
      {fault !== undefined && <Banner level="error" title={fault.message}>{fault.next}</Banner>}
      <form onSubmit={(event) => { event.preventDefault(); void submit() }}>
        <TextField label={`Type ${label}`} value={typed} onChange={setTyped} hint="Its name, as the chip at the top shows it." />
      </form>
    </Dialog>
  )
}
