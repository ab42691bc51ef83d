import { useMemo } from 'react'
import type { LinkFault } from '@shared/labs/link-fault'
import type { Gate, WorkerId } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'

/** What a person can do to one worker. Each call tells of its own failure. */
export interface WorkerControls {
  crash: (at?: Gate) => void
  freeze: () => void
  resume: () => void
  stop: () => void
  start: () => void
  step: () => void
  /** Gates at which it holds from now on; none lets it run. */
  hold: (gates: readonly Gate[]) => void
  remove: (deleteConsumer: boolean) => Promise<boolean>
  /** What networks do to its connection from now on. */
  setLink: (fault: LinkFault) => void
  cutLink: () => void
  leaveProxy: () => void
}

export function useWorkerControls(worker: WorkerId): WorkerControls {
  const host = useHost()
  return useMemo(() => ({
    crash: (at) => void attempt(() => host.workers.crash({ worker, ...(at !== undefined && { at }) })),
    freeze: () => void attempt(() => host.workers.freeze({ worker })),
    resume: () => void attempt(() => host.workers.resume({ worker })),
    stop: () => void attempt(() => host.workers.stop({ worker })),
    start: () => void attempt(() => host.workers.start({ worker })),
    step: () => void attempt(() => host.workers.step({ worker })),
    hold: (gates) => void attempt(() => host.workers.hold({ worker, gates: [...gates] })),
    remove: (deleteConsumer) => attempt(() => host.workers.remove({ worker, deleteConsumer })),
    setLink: (fault) => void attempt(() => host.workers.setLink({ worker, fault })),
    cutLink: () => void attempt(() => host.workers.cutLink({ worker })),
    leaveProxy: () => void attempt(() => host.workers.leaveProxy({ worker }))
  }), [host, worker])
}
