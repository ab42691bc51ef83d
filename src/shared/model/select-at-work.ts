import type { ByteText } from '../redis/byte-text'
import type { EntryId } from '../redis/entry-id'
import type { StreamRef } from './stream-ref'
import type { WorkbenchState } from './workbench-state'
import type { WorkerState, WorkerStatus } from './worker-state'

/** What workers of ours have in hand of one group: a settled entry among these may have its effect yet. */
export interface AtWork {
  ids: EntryId[]
  /** Of these, those of workers whose entries are settled before the work on them. */
  settledFirst: ReadonlySet<EntryId>
}

export const NOTHING_AT_WORK: AtWork = { ids: [], settledFirst: new Set() }

/** In these its work goes on, or will when it is let go on; one that lost its connection begins anew with what is pending. */
const GOING_ON: readonly WorkerStatus['kind'][] = ['running', 'held', 'frozen', 'stopping']

/** Whether entries are settled before the work on them: acked first, or read with NOACK. */
export function settlesFirst(worker: WorkerState): boolean {
  const policies = worker.role === 'consumer' ? worker.settings.policies : undefined
  return policies !== undefined && (policies.noAck || policies.ack === 'before-work')
}

export function selectAtWork(workers: WorkbenchState['workers'], { connection, key }: StreamRef, group: ByteText): AtWork {
  const ids = new Set<EntryId>()
  const settledFirst = new Set<EntryId>()
  for (const worker of Object.values(workers)) {
    if (worker.role !== 'consumer' || worker.connection !== connection || worker.key !== key || worker.group !== group) continue
    if (!GOING_ON.includes(worker.status.kind)) continue
    for (const id of worker.atWork ?? []) {
      ids.add(id)
      if (settlesFirst(worker)) settledFirst.add(id)
    }
  }
  return { ids: [...ids], settledFirst }
}
