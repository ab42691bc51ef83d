import { describe, expect, test } from 'vitest'
import type { ConnectionState } from '@shared/model/connection-state'
import type { LoggedEvent, WorkbenchEvent } from '@shared/model/workbench-event'
import type { ConsumerState } from '@shared/model/worker-state'
import { describeSpan } from './describe-lane'
import { BUCKET_MS, sumLane, TimelineRecord } from './timeline-record'

const STREAM = { connection: 'sandbox', key: 'orders' }
const GROUP = { ...STREAM, group: '__proto__' }
const AT = 1_700_000_000_000

const SERVER: ConnectionState = {
  id: 'sandbox', label: 'Sandbox', address: 'redis://127.0.0.1', kind: 'remote', environment: 'local', tls: 'off', hasPassword: false, status: { kind: 'ready', since: 0 }, mode: { kind: 'lab' }, labsAllowed: true, epoch: 0
}

const logged = (event: WorkbenchEvent, at = AT): LoggedEvent => ({ seq: 1, at, event })
const delivered = (count: number, again = false): WorkbenchEvent => ({ kind: 'entries-delivered', group: GROUP, consumer: 'a', again, evidence: 'seen', count, ids: ['1-0'] })

const worker: ConsumerState = {
  role: 'consumer', id: 'w1', ...GROUP, name: 'a', status: { kind: 'crashed', since: AT, gate: 'G5' }, counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 },
  unknownOutcomes: 0, startedAt: AT, inFlight: [], inFlightCount: 0, holdAt: [],
  settings: { count: 1, blockMs: 1000, startId: '$', processing: { kind: 'fixed', ms: 1 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true }
}

describe('TimelineRecord', () => {
  test('flow is summed per bucket, redeliveries, claims and failures are marks of their own', () => {
    const record = new TimelineRecord()
    record.take([
      logged(delivered(3)), logged(delivered(2), AT + 1), logged(delivered(7), AT + BUCKET_MS), logged(delivered(1, true)),
      logged({ kind: 'entries-claimed', group: GROUP, consumer: 'b', by: 'sweeper', dropped: [], evidence: 'seen', count: 2, ids: ['2-0', '3-0'] }),
      logged({ kind: 'entries-failed', group: GROUP, consumer: 'a', worker: 'w1', why: 'set to fail', count: 1, ids: ['4-0'] }),
      logged({ kind: 'entries-acked', group: GROUP, nothing: 0, evidence: 'seen', count: 4, ids: [] }),
      logged({ kind: 'entries-added', stream: STREAM, by: 'hand', evidence: 'seen', count: 1, ids: ['5-0'] })
    ])
    const lane = record.stream(STREAM)?.groups.get('__proto__')
    expect([...lane?.buckets.values() ?? []]).toEqual([{ added: 0, delivered: 5, acked: 4 }, { added: 0, delivered: 7, acked: 0 }])
    expect(lane?.marks.map(({ kind, count, id }) => [kind, count, id])).toEqual([['redelivered', 1, '1-0'], ['claimed', 2, '2-0'], ['failed', 1, '4-0']])
    expect(sumLane(record.stream(STREAM)?.producers, AT - 1000, AT + 1000).added).toBe(1)
  })

  test('a crash is one mark, however often its worker is told of', () => {
    const record = new TimelineRecord()
    record.take([logged({ kind: 'worker-changed', worker }), logged({ kind: 'worker-changed', worker }, AT + 5)])
    record.take([logged({ kind: 'worker-changed', worker: { ...worker, status: { kind: 'crashed', since: AT + 9, gate: 'G2' } } }, AT + 9)])
    expect(record.stream(STREAM)?.groups.get('__proto__')?.marks.map((mark) => mark.at)).toEqual([AT, AT + 9])
  })

  test('what lies between the last event and a snapshot was not seen; before the first snapshot nothing was', () => {
    const record = new TimelineRecord()
    record.missed(AT, [])
    record.take([logged(delivered(1), AT + 50)])
    record.missed(AT + 900, [])
    expect(record.unseen.on('sandbox')).toEqual([{ from: Number.NEGATIVE_INFINITY, to: AT }, { from: AT + 50, to: AT + 900 }])
  })

  test('while a connection is not ready nothing of its streams is seen, and of those of others everything', () => {
    const record = new TimelineRecord()
    const server = (status: ConnectionState['status']): ConnectionState => ({ ...SERVER, status })
    const away = (attempt: number): WorkbenchEvent => ({ kind: 'connection-changed', connection: server({ kind: 'reconnecting', since: AT + 100, attempt, nextAttemptAt: AT + 400, message: 'gone' }) })
    record.missed(AT, [server({ kind: 'ready', since: AT - 500 })])
    const before = record.unseen.on('sandbox')
    record.take([logged(away(1), AT + 110), logged(away(2), AT + 300)])
    expect(record.unseen.on('sandbox')).toEqual([...before, { from: AT + 100, to: Number.POSITIVE_INFINITY }])
    record.take([logged({ kind: 'connection-changed', connection: server({ kind: 'ready', since: AT + 700 }) }, AT + 710)])
    expect(record.unseen.on('sandbox')).toEqual([...before, { from: AT + 100, to: AT + 700 }])
    expect(record.unseen.on('other')).toEqual(before)
    record.prune(AT + 121_000)
    expect(record.unseen.on('sandbox')).toEqual([])
  })

  test('words tell what nobody saw from what did not happen', () => {
    const record = new TimelineRecord()
    record.take([logged(delivered(3))])
    const lane = record.stream(STREAM)?.groups.get('__proto__')
    const unseen = [{ from: AT + 100, to: AT + 900 }]
    expect(describeSpan(lane, AT - 50, AT + 50, unseen)).toBe('3 delivered')
    expect(describeSpan(lane, AT - 50, AT + 500, unseen)).toBe('3 delivered, in part not observed')
    expect(describeSpan(lane, AT + 200, AT + 800, unseen)).toBe('not observed')
    expect(describeSpan(lane, AT + 800, AT + 1000, unseen)).toBe('nothing, in part not observed')
  })

  test('memory is bounded by time', () => {
    const record = new TimelineRecord()
    record.missed(AT, [])
    record.take([logged(delivered(1)), logged(delivered(1, true))])
    record.prune(AT + 119_000)
    expect(record.stream(STREAM)?.groups.size).toBe(1)
    record.prune(AT + 121_000)
    expect([record.stream(STREAM), record.unseen.on('sandbox')]).toEqual([undefined, []])
  })
})
