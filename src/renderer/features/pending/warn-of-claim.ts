import type { ByteText } from '@shared/redis/byte-text'
import type { ConsumerState } from '@shared/model/worker-state'
import { isGone } from '../worker-actions'
import { idleAt, type BoardRow } from './board-row'

/** What a person should know before claiming these rows; undefined when there is nothing to say. */
export function warnOfClaim(rows: readonly BoardRow[], own: readonly ConsumerState[], target: ByteText, minIdleMs: number, thresholdMs: number, now: number): string | undefined {
  const warnings = [warnOfWork(rows, own, target, minIdleMs, thresholdMs, now), warnOfGone(rows)].filter((warning) => warning !== undefined)
  return warnings.length === 0 ? undefined : warnings.join(' ')
}

/** XCLAIM does not list what it drops, unlike XAUTOCLAIM (7.0): afterwards nobody could tell. */
function warnOfGone(rows: readonly BoardRow[]): string | undefined {
  const gone = rows.filter((row) => row.gone === true).length
  if (gone === 0) return undefined
  return `${gone === 1 ? 'One of them has' : `${gone} of them have`} no entry any more: from 7.0 on XCLAIM takes such rows off the list without a word.`
}

/**
 * A claim takes entries from owners that may be at work on them: then both do the work. Said when an owner of ours is
 * alive, or an unknown one has not been idle for the threshold. Undefined when every owner is known to be gone.
 */
function warnOfWork(rows: readonly BoardRow[], own: readonly ConsumerState[], target: ByteText, minIdleMs: number, thresholdMs: number, now: number): string | undefined {
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
