import type { GroupRef } from '@shared/model/stream-ref'
import { toStreamId } from '@shared/model/stream-ref'
import type { LoggedEvent } from '@shared/model/workbench-event'
import type { Gate } from '@shared/model/worker-state'

/** Which consumers of ours were crashed, when and at which gate: the last so many. */
export interface CrashRecord {
  note(logged: LoggedEvent): void
  find(group: GroupRef, consumer: string, from: number, to: number): { gate: Gate } | undefined
}

const KEPT = 500
/** A crash is told once its thread has ended, a little after it. Milliseconds. */
const SLACK_MS = 100

export function createCrashRecord(): CrashRecord {
  const crashes: { stream: string; group: string; consumer: string; worker: string; at: number; gate: Gate }[] = []
  return {
    note({ event }) {
      if (event.kind !== 'worker-changed' || event.worker.role !== 'consumer' || event.worker.status.kind !== 'crashed') return
      const { id, group, name, status: { since, gate } } = event.worker
      if (crashes.some((crash) => crash.worker === id && crash.at === since)) return
      crashes.push({ stream: toStreamId(event.worker), group, consumer: name, worker: id, at: since, gate })
      if (crashes.length > KEPT) crashes.shift()
    },
    find: (group, consumer, from, to) => crashes.find((crash) => crash.stream === toStreamId(group) && crash.group === group.group && crash.consumer === consumer && crash.at >= from - SLACK_MS && crash.at <= to + SLACK_MS)
  }
}
