import type { ByteText } from '@shared/redis/byte-text'
import type { ConsumerState } from '@shared/model/worker-state'
import { isGone } from '../worker-actions'
import { idleAt, type BoardRow } from './board-row'

/**
 * A claim takes entries from owners that may be at work on them: then both do the work. Said when an owner of ours is
 * alive, or an unknown one has not been idle for the threshold. Undefined when every owner is known to be gone.
 */
export function warnOfClaim(rows: readonly BoardRow[], own: readonly ConsumerState[], target: ByteText, minIdleMs: number, thresholdMs: number, now: number): string | undefined {
  const ownByName = new Map(own.map((worker) => [worker.name, worker]))
  const atWork = rows.filter((row) => {
    const idle = idleAt(row, now)
    if (row.consumer === undefined || row.consumer === target || idle === undefined || idle < minIdleMs) return false
    const worker = ownByName.get(row.consumer)
    return worker === undefined ? idle < thresholdMs : !isGone(worker)
  }).length
  if (atWork === 0) return undefined
  return `${atWork === 1 ? 'One of them may' : `${atWork} of them may`} be in work: then the work is done twice. A minimum idle time above the longest work guards against that.`
}
