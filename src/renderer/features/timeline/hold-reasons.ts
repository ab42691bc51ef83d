import type { WorkerState } from '@shared/model/worker-state'

const isActive = ({ status }: WorkerState): boolean => status.kind === 'running' || status.kind === 'starting' || status.kind === 'held'
const holds = (worker: WorkerState): boolean => worker.status.kind === 'held' || (worker.role === 'consumer' && worker.holdAt.length > 0)

/** Why "hold all" would do nothing; undefined when it would do something. */
export function whyNotHold(workers: readonly WorkerState[]): string | undefined {
  const active = workers.filter(isActive)
  if (active.length === 0) return 'No worker runs here.'
  return active.every((worker) => worker.status.kind === 'held') ? 'Every worker is held already.' : undefined
}

/** Why "release all" would do nothing; undefined when it would do something. */
export function whyNotRelease(workers: readonly WorkerState[]): string | undefined {
  return workers.some(holds) ? undefined : 'No worker is held.'
}
