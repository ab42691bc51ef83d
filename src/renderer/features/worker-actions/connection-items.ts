import { availableActions } from '@shared/model/worker-availability'
import type { WorkerState } from '@shared/model/worker-state'
import type { MenuItem } from '../../ui/menu'
import { showLinkDialog, type NumberedFault } from './link-dialog-store'
import type { WorkerControls } from './use-worker-controls'

/** The fault that is on, or that comes as soon as the connection goes through the proxy. */
function wanted({ link }: WorkerState): string {
  return link?.next?.kind ?? link?.fault.kind ?? 'direct'
}

/** Why there is no fault to end; undefined when there is one. */
export function healReason(worker: WorkerState): string | undefined {
  const fault = wanted(worker)
  return fault === 'none' || fault === 'direct' || fault === 'cut' ? 'Its connection has no fault.' : availableActions(worker).link
}

/** What can be done to the connection of a worker, each as a network does it. */
export function connectionItems(worker: WorkerState, controls: WorkerControls): MenuItem[] {
  const { link: reason, cut, direct } = availableActions(worker)
  const now = wanted(worker)
  const numbered = (kind: NumberedFault['kind'], label: string): MenuItem => ({ kind: 'item', label, reason, chosen: now === kind, onSelect: () => showLinkDialog({ worker: worker.id, kind }) })
  return [
    { kind: 'label', text: worker.link === undefined ? 'Direct: goes through a proxy first' : 'Through a proxy' },
    { kind: 'item', label: 'Cut now', danger: true, reason: cut, onSelect: controls.cutLink },
    { kind: 'item', label: 'Black hole', reason, chosen: now === 'black-hole', onSelect: () => controls.setLink({ kind: 'black-hole' }) },
    numbered('latency', 'Latency…'),
    numbered('bandwidth', 'Bandwidth…'),
    numbered('idle-drop', 'Silent drop when idle…'),
    numbered('cut-reply', 'Cut in the middle of a reply…'),
    { kind: 'separator' },
    { kind: 'item', label: now === 'black-hole' ? 'Release the black hole' : 'End the fault', reason: healReason(worker), onSelect: () => controls.setLink({ kind: 'none' }) },
    worker.link === undefined
      ? { kind: 'item', label: 'Go through a proxy', reason, onSelect: () => controls.setLink({ kind: 'none' }) }
      : { kind: 'item', label: 'Connect directly', reason: direct, onSelect: controls.leaveProxy }
  ]
}
