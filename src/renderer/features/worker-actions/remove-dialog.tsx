import { useState, type ReactNode } from 'react'
import { toStreamId } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import type { WorkerState } from '@shared/model/worker-state'
import { formatCount } from '../../lib/format-count'
import { setView } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Switch } from '../../ui/switch'
import type { WorkerControls } from './use-worker-controls'

/** What the server last said that a consumer of ours holds; undefined when it has not been read. */
export function selectHeld(state: WorkbenchState, worker: WorkerState): number | undefined {
  if (worker.role !== 'consumer') return undefined
  const group = state.streams[toStreamId(worker)]?.groups.find(({ name }) => name === worker.group)
  return group?.facts?.consumers.find(({ name }) => name === worker.name)?.pending
}

/** Removing a worker is harmless; deleting its consumer drops what it holds for good (TRUST F23), so that is asked apart. */
export function RemoveDialog({ worker, controls, onClose }: { worker: WorkerState; controls: WorkerControls; onClose: () => void }): ReactNode {
  const [deleteConsumer, setDeleteConsumer] = useState(false)
  const held = useWorkbench((state) => selectHeld(state, worker))
  const holds = held !== undefined && held > 0
  const remove = async (): Promise<void> => {
    if (await controls.remove(deleteConsumer && !holds)) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Remove this worker"
      description={describeRemoval(worker, held)}
      footer={(
        <>
          <Button onClick={onClose}>Cancel</Button>
          {holds && worker.role === 'consumer' && (
            <Button onClick={() => { setView({ view: 'pending', stream: { connection: worker.connection, key: worker.key }, pendingGroup: worker.group }); onClose() }}>Show them in Pending</Button>
          )}
          <Button variant="danger" onClick={() => void remove()}>Remove</Button>
        </>
      )}
    >
      {worker.role === 'consumer' && (
        <Switch
          label="Also delete the consumer from its group"
          hint="XGROUP DELCONSUMER, and only when the server says that it holds nothing."
          checked={deleteConsumer && !holds}
          onChange={setDeleteConsumer}
          reason={holds ? `It holds ${formatCount(held)}. Deleting it would lose them for this group: claim them first.` : undefined}
        />
      )}
    </Dialog>
  )
}

function describeRemoval(worker: WorkerState, held: number | undefined): string {
  if (worker.role === 'producer') return 'Sluice forgets it. What it added stays in the stream.'
  if (held === undefined) return 'Sluice forgets it. What it holds, if anything, stays pending until somebody claims it.'
  if (held === 0) return 'It holds nothing. Sluice forgets it; the group goes on without it.'
  return `It holds ${formatCount(held)} pending ${held === 1 ? 'entry' : 'entries'}. They stay pending in its name until somebody claims them.`
}
