import { describe, expect, test } from 'vitest'
import { unknown } from '@shared/model/fact'
import type { ConsumerFacts, GroupFacts, SweeperState } from '@shared/model/stream-state'
import type { ConsumerState, WorkerStatus } from '@shared/model/worker-state'
import { chooseTarget, listTargets } from './claim-target'
import { describeRescue, diagnosePending } from './diagnose-pending'
import { warnOfClaim } from './warn-of-claim'

const facts = (...consumers: ConsumerFacts[]): GroupFacts => ({
  name: 'g', pending: 0, lastDeliveredId: '9-0', entriesRead: unknown('-'), lag: unknown('-'), undelivered: unknown('-'), consumers, window: { rows: [], complete: true, at: 1000 }
})

const worker = (name: string, status: WorkerStatus): ConsumerState => ({
  role: 'consumer', id: name, connection: 'sandbox', key: 'sluice:lab:orders', group: 'g', name, status, startedAt: 0, unknownOutcomes: 0,
  counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 }, inFlight: [], inFlightCount: 0, holdAt: [],
  settings: { count: 10, blockMs: 2000, startId: '$', processing: { kind: 'fixed', ms: 1 }, failureRate: 0, ack: 'each', readOwnPendingFirst: true }
})
const crashed = worker('wd-1', { kind: 'crashed', since: 400, gate: 'G5' })
const running = worker('wd-2', { kind: 'running', since: 0, gate: 'G0', doing: 'waiting' })
const frozen = worker('wd-3', { kind: 'frozen', since: 700, gate: 'G4' })

describe('diagnosis', () => {
  test('names the owner that is gone, since when, what it holds, and how that is known', () => {
    const [first, ...rest] = diagnosePending(facts({ name: 'wd-1', pending: 14, idle: 600 }, { name: 'wd-2', pending: 3, idle: 90_000 }), [crashed, running], 1000, 60_000)
    expect(rest).toEqual([])
    expect(first).toEqual({
      owner: 'wd-1', holds: 14, level: 'warning', verb: 'has been gone for', since: 400,
      evidence: ['Its thread was ended at G5, before XACK; its socket closed without QUIT (seen).', 'XINFO CONSUMERS: it holds 14, idle 0.6 s when read (server).']
    })
  })

  test('says nothing of an owner that is gone and holds nothing', () => {
    expect(diagnosePending(facts({ name: 'wd-1', pending: 0, idle: 600 }), [crashed], 1000, 60_000)).toEqual([])
  })

  test('idle alone proves nothing about a consumer elsewhere: it is said as information, with the doubt (SCENARIOS 34)', () => {
    const [only] = diagnosePending(facts({ name: 'other', pending: 2, idle: 61_000 }), [], 100_000, 60_000)
    expect(only).toMatchObject({ level: 'info', verb: 'has not been heard of for', since: 39_000 })
    expect(only?.evidence.join(' ')).toContain('looks the same')
    expect(diagnosePending(facts({ name: 'other', pending: 2, idle: 59_000 }), [], 100_000, 60_000)).toEqual([])
  })

  test('the one that holds most comes first, and certain trouble before suspected', () => {
    const found = diagnosePending(facts({ name: 'other', pending: 99, idle: 90_000 }, { name: 'wd-1', pending: 1, idle: 1 }, { name: 'wd-3', pending: 5, idle: 1 }), [crashed, frozen], 100_000, 60_000)
    expect(found.map(({ owner }) => owner)).toEqual(['wd-3', 'wd-1', 'other'])
  })

  test('what rescues them is told from the sweeper that Sluice runs, and no more than that', () => {
    const sweeper: SweeperState = { enabled: true, intervalMs: 1000, minIdleMs: 60_000, count: 10, consumer: 'wd-1' }
    expect(describeRescue(undefined, [])).toContain('Sluice runs no sweeper')
    expect(describeRescue({ ...sweeper, consumer: 'wd-2' }, [crashed, running])).toBe('The sweeper claims them for wd-2 once they are idle for 60 s.')
    // The one that it names is the one that crashed: whoever runs gets them.
    expect(describeRescue(sweeper, [crashed, frozen, running])).toBe('The sweeper claims them for wd-2 once they are idle for 60 s.')
    expect(describeRescue(sweeper, [crashed, frozen])).toBe('The sweeper claims nothing: no consumer of ours runs in this group.')
  })
})

describe('whom to claim for', () => {
  test('a working consumer of ours that is not the one who loses them', () => {
    const targets = listTargets(facts({ name: 'wd-1', pending: 14, idle: 1 }, { name: 'elsewhere', pending: 0, idle: 1 }), [crashed, frozen, running])
    expect(targets.map(({ name, note, working }) => [name, note, working])).toEqual([['wd-1', 'crashed', false], ['wd-3', 'frozen', false], ['wd-2', 'running', true], ['elsewhere', 'not a worker of Sluice', false]])
    expect(chooseTarget(targets, 'wd-1')).toBe('wd-2')
    expect(chooseTarget(targets.slice(0, 1), 'wd-1')).toBeUndefined()
  })

  test('slow is not dead: a claim from an owner that lives is warned of, from one that is gone it is not (SCENARIOS 8, 13)', () => {
    const rows = [{ id: '1-0', consumer: 'wd-1', idle: 900, deliveries: 1, readAt: 1000 }, { id: '2-0', consumer: 'wd-2', idle: 900, deliveries: 1, readAt: 1000 }] as const
    expect(warnOfClaim(rows.slice(0, 1), [crashed, running], 'wd-2', 0, 60_000, 1000)).toBeUndefined()
    expect(warnOfClaim(rows, [crashed, running], 'wd-4', 0, 60_000, 1000)).toMatch(/^One of them may/)
    expect(warnOfClaim(rows, [crashed, running], 'wd-4', 5000, 60_000, 1000)).toBeUndefined()
  })

  test('rows without an entry are said to leave the list, because XCLAIM drops them without a word (SCENARIOS 25)', () => {
    const rows = [{ id: '1-0', consumer: 'wd-1', idle: 900, deliveries: 1, readAt: 1000, gone: true }] as const
    expect(warnOfClaim(rows, [crashed], 'wd-2', 0, 60_000, 1000)).toMatch(/^One of them has no entry any more/)
  })
})
