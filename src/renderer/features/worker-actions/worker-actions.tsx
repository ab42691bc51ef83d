import { ChevronDown, Ellipsis } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { availableActions } from '@shared/model/worker-availability'
import type { WorkerState } from '@shared/model/worker-state'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { Menu } from '../../ui/menu'
import { connectionItems } from './connection-items'
import { RemoveDialog } from './remove-dialog'
import { useWorkerControls, type WorkerControls } from './use-worker-controls'
import styles from './worker-actions.module.css'
import { canRelease, crashAtItems, holdItems, NOTHING_TO_RELEASE, workerMenuItems } from './worker-menu'

/** Buttons for one worker of ours. `compact`: the one that matters most now, and a menu with the rest. */
export function WorkerActions({ worker, compact = false }: { worker: WorkerState; compact?: boolean }): ReactNode {
  const controls = useWorkerControls(worker.id)
  const [removing, setRemoving] = useState(false)
  const remove = (): void => setRemoving(true)
  return (
    <>
      {compact ? <CompactActions worker={worker} controls={controls} onRemove={remove} /> : <AllActions worker={worker} controls={controls} onRemove={remove} />}
      {removing && <RemoveDialog worker={worker} controls={controls} onClose={() => setRemoving(false)} />}
    </>
  )
}

interface ActionsProps {
  worker: WorkerState
  controls: WorkerControls
  onRemove: () => void
}

function CompactActions({ worker, controls, onRemove }: ActionsProps): ReactNode {
  return (
    <span className={styles.row}>
      <MainAction worker={worker} controls={controls} size="small" />
      <Menu align="end" trigger={<IconButton size="small" label={`More for ${worker.name === '' ? 'the consumer without a name' : worker.name}`} icon={<Ellipsis />} />} items={workerMenuItems(worker, controls, onRemove)} />
    </span>
  )
}

/** A worker that runs can be crashed; one that does not can be brought back. */
function MainAction({ worker, controls, size }: { worker: WorkerState; controls: WorkerControls; size: 'small' | 'normal' }): ReactNode {
  const reasons = availableActions(worker)
  const { kind } = worker.status
  if (kind === 'frozen') return <Button size={size} onClick={controls.resume} reason={reasons.resume} hint="Its thread goes on where it stood, and does not know how long that was.">Resume</Button>
  if (kind === 'stopped' || kind === 'crashed' || kind === 'parked') return <Button size={size} onClick={controls.start} reason={reasons.start} hint="Starts a new thread with the same name.">Start</Button>
  return <Button size={size} variant="danger" onClick={() => controls.crash()} reason={reasons.crash} hint="Ends its thread at once. No further code of it runs; what it holds stays pending.">Crash</Button>
}

function AllActions({ worker, controls, onRemove }: ActionsProps): ReactNode {
  const reasons = availableActions(worker)
  const running = reasons.start !== undefined
  return (
    <div className={styles.row} role="group" aria-label="Worker actions">
      <span className={styles.split}>
        <Button variant="danger" onClick={() => controls.crash()} reason={reasons.crash} hint="Ends its thread at once. No further code of it runs; what it holds stays pending.">Crash</Button>
        {worker.role === 'consumer' && (
          <Menu trigger={<IconButton variant="danger" label="Crash at a gate" icon={<ChevronDown />} reason={reasons.crash} />} items={crashAtItems(worker, controls)} />
        )}
      </span>
      {worker.status.kind === 'frozen'
        ? <Button onClick={controls.resume} reason={reasons.resume}>Resume</Button>
        : <Button onClick={controls.freeze} reason={reasons.freeze} hint="Stops its event loop. Its socket stays open and nothing is read.">Freeze</Button>}
      {running
        ? <Button onClick={controls.stop} reason={reasons.stop} hint="Finishes what it holds, then leaves.">Stop</Button>
        : <Button onClick={controls.start} reason={reasons.start}>Start</Button>}
      {worker.role === 'consumer' && (
        <Menu trigger={<Button reason={reasons.hold}>Hold at<ChevronDown aria-hidden /></Button>} items={holdItems(worker, controls)} />
      )}
      <Button onClick={controls.step} reason={reasons.step} hint="Goes on to its next gate and holds there.">Step</Button>
      <Button onClick={() => controls.hold([])} reason={canRelease(worker) ? undefined : NOTHING_TO_RELEASE}>Release</Button>
      <Menu trigger={<Button reason={reasons.link}>Connection<ChevronDown aria-hidden /></Button>} items={connectionItems(worker, controls)} />
      <Button variant="quiet" onClick={onRemove} reason={reasons.remove}>Remove…</Button>
    </div>
  )
}
