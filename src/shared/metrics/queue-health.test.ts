import { expect, test } from 'vitest'
import { consumer, facts, picture, present, read } from '../alerts/testing/picture'
import type { ConsumerSettings, ConsumerState, WorkerStatus } from '../model/worker-state'
import { selectQueueHealth } from './queue-health'

const CRASHED: WorkerStatus = { kind: 'crashed', since: 0, gate: 'G3' }
const worker = (id: string, settings: Partial<ConsumerSettings>, change: Partial<ConsumerState> = {}): ConsumerState => consumer({ id, settings: { ...consumer().settings, ...settings }, ...change })
const reads = (...workers: ConsumerState[]): unknown => {
  const state = picture(...read('s', present([facts('g')])), ...workers.map((one) => ({ kind: 'worker-changed' as const, worker: one })))
  const { mode, block_ms, poll_ms } = selectQueueHealth(state, { connection: 'c', key: 's', group: 'g' }) ?? {}
  return { mode, block_ms, poll_ms }
}

test('A7: the mode is how the workers of the group read, and what a polling one has as BLOCK is not told', () => {
  expect(reads(worker('a', { blockMs: 2000 }), worker('b', { blockMs: 2000 }))).toEqual({ mode: 'blocking', block_ms: 2000, poll_ms: null })
  expect(reads(worker('a', { blockMs: 2000, pollMs: 500 }))).toEqual({ mode: 'polling', block_ms: null, poll_ms: 500 })
  expect(reads(worker('a', { blockMs: 2000, pollMs: 500 }), worker('b', { blockMs: 60_000 }))).toEqual({ mode: 'mixed', block_ms: 60_000, poll_ms: 500 })
  expect(reads(worker('a', { blockMs: 100 }), worker('b', { blockMs: 200 }))).toEqual({ mode: 'blocking', block_ms: null, poll_ms: null })
})

test('consumers that may not be listed are not none', () => {
  const health = (change: object): unknown => selectQueueHealth(picture(...read('s', { ...present([{ ...facts('g'), consumers: [], pending: 3 }]), ...change })), { connection: 'c', key: 's', group: 'g' })?.consumers
  expect([health({}), health({ refused: 'this user may not use XINFO' })]).toEqual([0, null])
})

test('who does not read, or reads another group, tells nothing of how this one is read', () => {
  expect(reads()).toEqual({ mode: null, block_ms: null, poll_ms: null })
  expect(reads(worker('a', { pollMs: 500 }, { status: CRASHED }), worker('b', { blockMs: 70 }, { group: 'h' }))).toEqual({ mode: null, block_ms: null, poll_ms: null })
  expect(reads(worker('a', { pollMs: 500 }, { status: CRASHED }), worker('b', { blockMs: 70 }))).toEqual({ mode: 'blocking', block_ms: 70, poll_ms: null })
})
