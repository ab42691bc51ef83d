import type { StreamRef } from '@shared/model/stream-ref'
import type { ConsumerSettings, LabId, WorkerCounts, WorkerState } from '@shared/model/worker-state'
import { ZERO_ID } from '@shared/redis/entry-id'

export const CONSUMER_DEFAULTS: ConsumerSettings = {
  count: 10, blockMs: 2000, startId: ZERO_ID, processing: { kind: 'fixed', ms: 0 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true
}

const NO_COUNTS: WorkerCounts = { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 }

/** What a change leaves out, or names as undefined, stays. */
export function merge<T extends object>(before: T, change: { [K in keyof T]?: T[K] | undefined }): T {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  return { ...before, ...Object.fromEntries(given) }
}

/** What every worker begins with, before its first start. `now`: wall clock. */
export function createCommon(id: string, { connection, key }: StreamRef, lab: LabId | undefined, now: number): Pick<WorkerState, 'id' | 'connection' | 'key' | 'lab' | 'unknownOutcomes' | 'startedAt' | 'status' | 'counts'> {
  return { id, connection, key, ...(lab !== undefined && { lab }), unknownOutcomes: 0, startedAt: now, status: { kind: 'stopped', since: now }, counts: NO_COUNTS }
}
