import { useMemo } from 'react'
import { availableActions, type WorkerAction } from '@shared/model/worker-availability'
import type { WorkbenchState } from '@shared/model/workbench-state'
import { GATES, type WorkerState } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useCommands, type AppCommand } from '../../store/command-registry'
import { useHost } from '../../store/host'
import { useView, type Selection } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import { healReason } from './connection-items'
import { findConsumer } from './find-consumer'
import { canRelease, NOTHING_TO_RELEASE } from './worker-menu'

/** The worker of ours that is selected, if one is. */
export function selectedWorker(state: WorkbenchState, selection: Selection | undefined): WorkerState | undefined {
  if (selection?.kind === 'producer') return state.workers[selection.worker]
  if (selection?.kind === 'consumer') return findConsumer(state.workers, selection.stream, selection.group, selection.consumer)
  return undefined
}

const NO_WORKER = 'Select a worker of Sluice first.'

/** Offers every worker action for the selected worker to the palette and to hotkeys. Mount once. */
export function useWorkerCommands(): void {
  const host = useHost()
  const commands = useMemo(() => {
    // Asked when a command is looked at or run, so that the list itself never changes.
    const worker = (): WorkerState | undefined => selectedWorker(useWorkbenchStore.getState().workbench, useView.getState().selection)
    const command = (action: WorkerAction | 'release' | 'heal', title: string, call: (target: { worker: string }) => Promise<unknown>): AppCommand => ({
      id: `worker.${action}`,
      title,
      section: 'Selected worker',
      run: () => {
        const target = worker()
        if (target !== undefined) void attempt(() => call({ worker: target.id }))
      },
      unavailable: () => {
        const target = worker()
        if (target === undefined) return NO_WORKER
        if (action === 'heal') return healReason(target)
        if (action === 'release') return canRelease(target) ? undefined : NOTHING_TO_RELEASE
        return availableActions(target)[action]
      }
    })
    return [
      command('crash', 'Crash it now', (target) => host.workers.crash(target)),
      command('freeze', 'Freeze it', (target) => host.workers.freeze(target)),
      command('resume', 'Resume it', (target) => host.workers.resume(target)),
      command('stop', 'Stop it when it has finished what it holds', (target) => host.workers.stop(target)),
      command('start', 'Start it', (target) => host.workers.start(target)),
      command('step', 'Step it one gate', (target) => host.workers.step(target)),
      command('hold', 'Hold it at its next gate', (target) => host.workers.hold({ ...target, gates: [...GATES] })),
      command('cut', 'Cut its connection', (target) => host.workers.cutLink(target)),
      command('link', 'Put its connection into a black hole', (target) => host.workers.setLink({ ...target, fault: { kind: 'black-hole' } })),
      command('heal', 'End the fault of its connection', (target) => host.workers.setLink({ ...target, fault: { kind: 'none' } })),
      command('release', 'Release its gates', (target) => host.workers.hold({ ...target, gates: [] }))
    ]
  }, [host])
  useCommands(commands)
}
