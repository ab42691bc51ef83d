import { Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Switch } from '../../ui/switch'
import { TextField } from '../../ui/text-field'
import { initialProducer, producerProblem, ProducerSettingsForm } from './producer-settings-form'
import { useOnLabGround } from './trim-field'
import styles from './worker-actions.module.css'
import { writeRefusal } from '../../store/write-refusal'

/** Adds a producer of ours to a stream, after a look at what it will send. */
export function AddProducerButton({ stream, size = 'small' }: { stream: StreamRef; size?: 'small' | 'normal' }): ReactNode {
  const [open, setOpen] = useState(false)
  const refusal = useWorkbench((state) => writeRefusal(state.connections[stream.connection], stream.key))
  return (
    <>
      <Button size={size} icon={<Plus />} reason={refusal} onClick={() => setOpen(true)}>Add producer</Button>
      {open && <AddProducerDialog stream={stream} onClose={() => setOpen(false)} />}
    </>
  )
}

function AddProducerDialog({ stream, onClose }: { stream: StreamRef; onClose: () => void }): ReactNode {
  const host = useHost()
  const [name, setName] = useState('producer')
  const [settings, setSettings] = useState(() => initialProducer('producer'))
  const [start, setStart] = useState(true)
  const onLabGround = useOnLabGround(stream)
  const problem = name.trim() === '' ? 'Give it a name.' : producerProblem(settings)
  const add = async (): Promise<void> => {
    if (await attempt(() => host.workers.addProducer({ ...stream, name: name.trim(), settings, start }))) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      width={560}
      title="Add a producer"
      description="A real worker that sends XADD with payloads made from templates."
      footer={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" reason={problem} onClick={() => void add()}>Add</Button></>}
    >
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); if (problem === undefined) void add() }}>
        <TextField label="Name" value={name} maxLength={80} onChange={setName} error={name.trim() === '' ? 'Give it a name.' : undefined} />
        <ProducerSettingsForm value={settings} onChange={setSettings} onLabGround={onLabGround} />
        <Switch label="Start it at once" checked={start} onChange={setStart} />
      </form>
    </Dialog>
  )
}
