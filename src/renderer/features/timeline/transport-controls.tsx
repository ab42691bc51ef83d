import { Hand, Play, StepForward } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import { attempt } from '../../store/attempt'
import { useCommandRegistry, useCommands, type AppCommand } from '../../store/command-registry'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { useView } from '../../store/view-store'
import { useWorkbench, useWorkbenchStore } from '../../store/workbench-store'
import type { WorkerState } from '@shared/model/worker-state'
import { Button } from '../../ui/button'
import { whyNotHold, whyNotRelease } from './hold-reasons'

function useHoldCommands(): { hold: AppCommand; release: AppCommand } {
  const host = useHost()
  const connection = useCurrentConnection()?.id
  const commands = useMemo(() => {
    // Asked when a command is looked at or run, so that the list itself never changes.
    const noFeed = (): string | undefined => (useWorkbenchStore.getState().feed.kind === 'live' ? undefined : 'The link to Sluice is interrupted.')
    const here = (): WorkerState[] => Object.values(useWorkbenchStore.getState().workbench.workers).filter((worker) => worker.connection === connection)
    const call = (run: (input: { connection: string }) => Promise<unknown>) => () => {
      if (connection !== undefined) void attempt(() => run({ connection }))
    }
    const offered: { hold: AppCommand; release: AppCommand } = {
      hold: { id: 'worker.hold-all', title: 'Hold all workers', section: 'Workers', keys: 'h', unavailable: () => noFeed() ?? whyNotHold(here()), run: call((input) => host.workers.holdAll(input)) },
      release: { id: 'worker.release-all', title: 'Release all workers', section: 'Workers', keys: 'Shift+h', unavailable: () => noFeed() ?? whyNotRelease(here()), run: call((input) => host.workers.releaseAll(input)) }
    }
    return offered
  }, [connection, host])
  useCommands(useMemo(() => [commands.hold, commands.release], [commands]))
  return commands
}

/** Holds every worker at its next gate, lets them go, or moves the selected one on by a gate. */
export function TransportControls(): ReactNode {
  // What is possible depends on the link, the workers and the selection; subscribing draws the buttons anew.
  useWorkbench((state) => state.workers)
  useView((view) => view.selection)
  useWorkbenchStore((store) => store.feed.kind)
  const { hold, release } = useHoldCommands()
  const step = useCommandRegistry((registry) => registry.commands.find((command) => command.id === 'worker.step'))
  return (
    <>
      <Button size="small" icon={<Hand aria-hidden />} reason={hold.unavailable?.()} hint="Every worker stands at its next gate, producers too." onClick={hold.run}>Hold all</Button>
      <Button size="small" icon={<Play aria-hidden />} reason={release.unavailable?.()} onClick={release.run}>Release all</Button>
      {step !== undefined && <Button size="small" icon={<StepForward aria-hidden />} reason={step.unavailable?.()} hint="The selected worker goes on to its next gate." onClick={step.run}>Step</Button>}
    </>
  )
}
