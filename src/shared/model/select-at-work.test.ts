import { expect, test } from 'vitest'
import { consumer } from '../alerts/testing/picture'
import { selectAtWork, settlesFirst } from './select-at-work'
import type { ConsumerPolicies } from '../labs/lab-file'
import type { ConsumerState, WorkerStatus } from './worker-state'

const policies = (change: Partial<ConsumerPolicies>): ConsumerState['settings'] => ({ ...consumer().settings, policies: {
  handler: { name: 'h', typeField: 'type' }, ack: 'after-commit', idempotency: 'none', reclaim: { by: 'nobody' }, noAck: false, ...change
} })
const ref = { connection: 'c', key: 's' }

test('what workers have in hand, and which of it is settled first, by their policies', () => {
  const workers = {
    a: consumer({ id: 'a', settings: policies({ ack: 'before-work' }), atWork: ['1-0'] }), b: consumer({ id: 'b', settings: policies({}), atWork: ['2-0'] }),
    c: consumer({ id: 'c', group: 'other', settings: policies({}), atWork: ['3-0'] })
  }
  expect(selectAtWork(workers, ref, 'g')).toEqual({ ids: ['1-0', '2-0'], settledFirst: new Set(['1-0']) })
  expect(settlesFirst(consumer({ settings: policies({ noAck: true }) }))).toBe(true)
  expect(settlesFirst(consumer())).toBe(false)
})

test('a worker that was crashed, or lost its connection, goes on with nothing; a frozen one may', () => {
  const as = (status: WorkerStatus): unknown => selectAtWork({ a: consumer({ id: 'a', status, settings: policies({ ack: 'before-work' }), atWork: ['1-0'] }) }, ref, 'g').ids
  expect(as({ kind: 'crashed', since: 0, gate: 'G3' })).toEqual([])
  expect(as({ kind: 'reconnecting', since: 0, message: 'gone' })).toEqual([])
  expect(as({ kind: 'frozen', since: 0, gate: 'G3' })).toEqual(['1-0'])
})
