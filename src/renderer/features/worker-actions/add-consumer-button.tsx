import { Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { labRefusal, useLabGroup } from '../../store/use-lab-group'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Segmented } from '../../ui/segmented'
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

const LIKE = 'With the policies, the effect and the settings of those of the lab that are there, the next name of theirs, and started at once.'
const PLAIN = 'It only takes its time and acknowledges, with none of the policies of the lab.'
const PLAIN_OF_EFFECTS = `${PLAIN} What it acknowledges never gets its effect: the verdict of the lab turns bad with its first entry.`

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
  const [kind, setKind] = useState<'like' | 'plain'>('like')
  const [adding, setAdding] = useState(false)
  const found = useLabGroup(stream, group)
  const like = found !== undefined && kind === 'like' ? found.lab : undefined
  const problem = (like === undefined ? consumerProblem(settings) : labRefusal(like)) ?? (adding ? 'It is being added.' : undefined)
  const add = async (): Promise<void> => {
    setAdding(true)
    const added = await attempt(() => (like === undefined
      ? host.workers.addConsumer({ ...stream, group, settings, start, ...(name !== '' && { name }) })
      : host.labs.addConsumer({ lab: like.id, stream: stream.key, group })))
    setAdding(false)
    if (added) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a consumer"
      description="A real worker: its own thread and its own connection to the server."
      footer={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" reason={problem} onClick={() => void add()}>Add</Button></>}
    >
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); if (problem === undefined) void add() }}>
        {found !== undefined && (
          <Segmented
            label="How it works" value={kind} onChange={setKind} options={[{ value: 'like', label: 'Like the others of the lab' }, { value: 'plain', label: 'A plain one' }]}
            hint={kind === 'like' ? LIKE : PLAIN} error={kind === 'plain' && found.group.effect ? PLAIN_OF_EFFECTS : undefined}
          />
        )}
        {like === undefined && (
          <>
            <TextField label="Name" mono value={name} onChange={setName} hint="Unique in the group. Empty: Sluice chooses one." />
            <ConsumerSettingsForm value={settings} onChange={setSettings} />
            <Switch label="Start it at once" checked={start} onChange={setStart} />
          </>
        )}
      </form>
    </Dialog>
  )
}
