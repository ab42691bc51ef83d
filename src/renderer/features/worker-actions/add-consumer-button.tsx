import { Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Switch } from '../../ui/switch'
import { TextField } from '../../ui/text-field'
import { ConsumerSettingsForm, consumerProblem, INITIAL_CONSUMER } from './consumer-settings-form'
import styles from './worker-actions.module.css'
import { writeRefusal } from '../../store/write-refusal'

export interface AddConsumerButtonProps {
  stream: StreamRef
  group: ByteText
  size?: 'small' | 'normal'
}

const OF_LAB = 'A real worker that only takes its time and acknowledges: it has no effects and none of the policies of its lab. One like the others is added under Policies of the group.'

/** Adds a consumer of ours to a group, after a look at its settings. */
export function AddConsumerButton({ stream, group, size = 'small' }: AddConsumerButtonProps): ReactNode {
  const [open, setOpen] = useState(false)
  const refusal = useWorkbench((state) => writeRefusal(state.connections[stream.connection], stream.key))
  return (
    <>
      <Button size={size} icon={<Plus />} reason={refusal} onClick={() => setOpen(true)}>Add consumer</Button>
      {open && <AddConsumerDialog stream={stream} group={group} onClose={() => setOpen(false)} />}
    </>
  )
}

function AddConsumerDialog({ stream, group, onClose }: { stream: StreamRef; group: ByteText; onClose: () => void }): ReactNode {
  const host = useHost()
  const [name, setName] = useState('')
  const [settings, setSettings] = useState(INITIAL_CONSUMER)
  const [start, setStart] = useState(true)
  const ofLab = useWorkbench((state) => Object.values(state.labs).some((lab) => lab.connection === stream.connection && lab.status === 'running' && lab.groups.some((each) => each.stream === stream.key && each.group === group)))
  const add = async (): Promise<void> => {
    const added = await attempt(() => host.workers.addConsumer({ ...stream, group, settings, start, ...(name !== '' && { name }) }))
    if (added) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a consumer"
      description={ofLab ? OF_LAB : 'A real worker: its own thread and its own connection to the server.'}
      footer={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" reason={consumerProblem(settings)} onClick={() => void add()}>Add</Button></>}
    >
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); if (consumerProblem(settings) === undefined) void add() }}>
        <TextField label="Name" mono value={name} onChange={setName} hint="Unique in the group. Empty: Sluice chooses one." />
        <ConsumerSettingsForm value={settings} onChange={setSettings} />
        <Switch label="Start it at once" checked={start} onChange={setStart} />
      </form>
    </Dialog>
  )
}
