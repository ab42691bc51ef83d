import { expect, test } from 'vitest'
import { known, unknown } from './fact'
import { EMPTY_TALLY } from './reduce-stream'
import { orderByUrgency, selectConsumerNodes, selectHeld, selectOwnConsumers, selectProducers } from './select-topology'
import type { GroupState } from './stream-state'
import { EMPTY_WORKBENCH } from './workbench-state'
import type { ConsumerState, ProducerState, WorkerStatus } from './worker-state'

const COUNTS = { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 }

function consumer(name: string, status: WorkerStatus, change: Partial<ConsumerState> = {}): ConsumerState {
  return {
    id: `w-${name}`, role: 'consumer', connection: 'sandbox', key: 's', group: 'g', name, status, counts: COUNTS, unknownOutcomes: 0, startedAt: 0,
    settings: { count: 1, blockMs: 100, startId: '0-0', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true },
    inFlight: [], inFlightCount: 0, holdAt: [], ...change
  }
}

const producer: ProducerState = {
  id: 'p', role: 'producer', duplicates: 0, connection: 'sandbox', key: 's', name: 'checkout', status: { kind: 'stopped', since: 0 }, counts: COUNTS, unknownOutcomes: 0, startedAt: 0,
  settings: { schedule: { kind: 'rate', perSecond: 1 }, templates: [] }
}

const group: GroupState = {
  name: 'g', tally: EMPTY_TALLY, samples: [],
  facts: {
    name: 'g', pending: 3, lastDeliveredId: '3-0', entriesRead: known(3, 'server', 0), lag: unknown('-'), undelivered: unknown('-'),
    consumers: [{ name: '', pending: 1, idle: 9 }, { name: '__proto__', pending: 1, idle: 5 }],
    window: { rows: [{ id: '1-0', consumer: '', idle: 900, deliveries: 1 }, { id: '2-0', consumer: '__proto__', idle: 20, deliveries: 1 }, { id: '3-0', idle: -1, deliveries: 1 }], complete: true, at: 0 }
  }
}

test('consumers are those the server lists and those that are ours, hostile names included', () => {
  const own = consumer('wd-1', { kind: 'crashed', since: 0, gate: 'G5' }, { inFlightCount: 2 })
  const nodes = selectConsumerNodes(group, [own])
  expect(nodes.map((node) => [node.name, selectHeld(node), node.oldestIdle, node.worker?.id])).toEqual([
    ['', 1, 900, undefined], ['__proto__', 1, 20, undefined], ['wd-1', 2, undefined, 'w-wd-1']
  ])
  expect(orderByUrgency(nodes).map((node) => node.name)).toEqual(['wd-1', '', '__proto__'])
})

test('only workers of this stream and group are taken', () => {
  const here = consumer('a', { kind: 'stopped', since: 0 })
  const workers = [producer, here, { ...here, id: 'x', group: 'other' }, { ...here, id: 'y', key: 't' }, { ...here, id: 'z', connection: 'c2' }]
  const state = { ...EMPTY_WORKBENCH, workers: Object.fromEntries(workers.map((worker) => [worker.id, worker])) }
  const ref = { connection: 'sandbox', key: 's' }
  expect(selectOwnConsumers(state, ref, 'g')).toEqual([here])
  expect(selectProducers(state, ref)).toEqual([producer])
})
