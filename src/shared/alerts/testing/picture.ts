import type { ConnectionState } from '../../model/connection-state'
import { known, unknown } from '../../model/fact'
import { reduceWorkbench } from '../../model/reduce-workbench'
import type { GroupFacts, GroupSample, StreamReading } from '../../model/stream-state'
import type { WorkbenchEvent } from '../../model/workbench-event'
import { EMPTY_WORKBENCH, type WorkbenchState } from '../../model/workbench-state'
import type { ConsumerState } from '../../model/worker-state'

/** A picture for tests of rules: one connection `c`, streams that are read as the test says. */

export const connection = (kind: 'ready' | 'lost' = 'ready'): ConnectionState => ({
  id: 'c', label: 'C', address: 'redis://127.0.0.1', kind: 'remote', environment: 'local', tls: 'off', hasPassword: false, mode: { kind: 'observe' }, labsAllowed: false, epoch: 0,
  status: kind === 'ready' ? { kind, since: 0 } : { kind, since: 0, message: 'It is gone.', next: 'Retry.' }
})

export const facts = (name: string, change: Partial<GroupFacts> = {}): GroupFacts => ({
  name, pending: 0, lastDeliveredId: '5-0', entriesRead: known(5, 'server', 0), lag: known(0, 'server', 0), undelivered: known(0, 'counted', 0), consumers: [],
  window: { rows: [], complete: true, at: 0 }, ...change
})

export const present = (groups: GroupFacts[], change: Partial<Extract<StreamReading, { kind: 'present' }>> = {}): StreamReading => ({
  kind: 'present', at: 0, atomic: true, length: 1000, entriesAdded: known(1000, 'server', 0), tail: [], groups, groupsOmitted: 0, ...change
})

export const read = (key: string, reading: StreamReading): WorkbenchEvent[] => [
  { kind: 'stream-watched', stream: { connection: 'c', key } },
  { kind: 'stream-read', stream: { connection: 'c', key }, reading }
]

export const sample = (group: string, change: Partial<GroupSample> & { at: number }): WorkbenchEvent => ({
  kind: 'group-sampled', group: { connection: 'c', key: 's', group }, sample: { pending: 0, delivered: 0, acked: 0, ...change }
})

export const NO_LAG = unknown('the server does not say')

export const consumer = (change: Partial<ConsumerState> = {}): ConsumerState => ({
  id: 'w1', role: 'consumer', connection: 'c', key: 's', group: 'g', name: 'g-1', status: { kind: 'running', since: 0, gate: 'G0', doing: 'reads' }, unknownOutcomes: 0, startedAt: 0,
  counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 }, inFlight: [], inFlightCount: 0, holdAt: [],
  settings: { count: 1, blockMs: 100, startId: '0-0', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true }, ...change
})

export function picture(...events: WorkbenchEvent[]): WorkbenchState {
  const all: WorkbenchEvent[] = [{ kind: 'connection-changed', connection: connection() }, ...events]
  return all.reduce((state, event, index) => reduceWorkbench(state, { seq: index + 1, at: 0, event }), EMPTY_WORKBENCH)
}
