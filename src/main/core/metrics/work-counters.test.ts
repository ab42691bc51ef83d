import { expect, it } from 'vitest'
import { formatMetrics } from '@shared/metrics/metric-text'
import { emptyDuration, noteDuration } from '@shared/metrics/work-tally'
import type { ConsumerState } from '@shared/model/worker-state'
import { createWorkCounters, type WorkCounters } from './work-counters'

const worker: ConsumerState = {
  id: 'w', role: 'consumer', connection: 'c', key: 'k', group: 'mail', name: 'm-1', status: { kind: 'stopped', since: 0 }, unknownOutcomes: 0, startedAt: 0,
  counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 }, inFlight: [], inFlightCount: 0, holdAt: [],
  settings: { count: 1, blockMs: 100, startId: '$', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true }
}
const lines = (counters: WorkCounters): string[] => formatMetrics(counters.families()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))

it('adds what workers report, durations as cumulative buckets', () => {
  const counters = createWorkCounters()
  const took = emptyDuration('order.placed')
  for (const ms of [5, 30, 20_000]) noteDuration(took, ms)
  counters.note(worker, { worked: [{ type: 'order.placed', status: 'success', count: 2 }], took: [took] })
  counters.note(worker, { worked: [{ type: 'order.placed', status: 'success', count: 1 }] })
  const written = lines(counters)
  expect(written[0]).toBe('eventflow_events_processed_total{event_type="order.placed",handler="mail",status="success"} 3')
  expect(written.filter((line) => line.includes('_bucket')).map((line) => line.replace(/.*le="(.*)"\} /, '$1 '))).toEqual([
    '0.01 1', '0.025 1', '0.05 2', '0.1 2', '0.25 2', '0.5 2', '1 2', '2.5 2', '5 2', '10 2', '+Inf 3'
  ])
  expect(written.at(-1)).toBe('eventflow_processing_seconds_count{event_type="order.placed",handler="mail"} 3')
})

it('counts one opening of a breaker once, however many consumers tell of it', () => {
  const counters = createWorkCounters()
  const open = (openedAt: number): void => counters.noteEvent({ kind: 'breaker-changed', group: { connection: 'c', key: 'k', group: 'mail' }, handler: 'email', breaker: { kind: 'open', failures: 5, threshold: 5, openMs: 1000, openedAt } })
  for (const at of [7, 7, 9]) open(at)
  expect(lines(counters)).toEqual(['eventflow_circuit_opened_total{handler="email"} 2'])
})

it('A2 counts what was not added because it was there already beside what was added, under the same labels', () => {
  const counters = createWorkCounters()
  counters.note(worker, { published: [{ type: 'paid', source: 'shop', count: 3 }], repeated: [{ type: 'paid', source: 'shop', count: 2 }] })
  expect(lines(counters)).toEqual(['eventflow_events_published_total{event_type="paid",source="shop"} 3', 'sluice_events_duplicate_total{event_type="paid",source="shop"} 2'])
})

it('counts what an intake took under its sender, and what others added not at all', () => {
  const counters = createWorkCounters()
  const stream = { connection: 'c', key: 'k' }
  for (const by of ['intake', 'intake', 'hand', 'other', 'w1']) counters.noteEvent({ kind: 'entries-added', stream, by, source: 'slack', evidence: 'seen', count: 1, ids: [] })
  expect(lines(counters)).toEqual(['eventflow_events_published_total{source="slack"} 2'])
})

it('a payload that names ever new types makes no more than so many series, and nothing uncounted', () => {
  const counters = createWorkCounters()
  for (let type = 0; type < 1000; type++) counters.note(worker, { published: [{ type: `t${type}`, source: 's', count: 1 }] })
  const written = lines(counters)
  expect(written).toHaveLength(201)
  expect(written.at(-1)).toBe('eventflow_events_published_total{event_type="other",source="other"} 800')
})
