import type { StreamRef } from './stream-ref'
import type { GroupState } from './stream-state'
import type { WorkbenchState } from './workbench-state'

/**
 * The circuit of a group as its consumers last found it. Undefined once none of ours looks at it any more, as after its lab was stopped: the
 * server keeps it, and nobody says how it is now.
 */
export function selectBreaker({ workers }: Pick<WorkbenchState, 'workers'>, { connection, key }: StreamRef, { name, breaker }: GroupState): GroupState['breaker'] {
  if (breaker === undefined) return undefined
  const isLookedAt = Object.values(workers).some((worker) => worker.role === 'consumer' && worker.connection === connection && worker.key === key && worker.group === name && worker.settings.policies?.breaker !== undefined)
  return isLookedAt ? breaker : undefined
}
