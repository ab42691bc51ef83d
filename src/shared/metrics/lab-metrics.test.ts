import { expect, test } from 'vitest'
import { consumer, picture, present, read } from '../alerts/testing/picture'
import type { ConsumerState } from '../model/worker-state'
import type { WorkbenchEvent } from '../model/workbench-event'
import { toLabMetrics } from './lab-metrics'

const KEY = 'sluice:lab:dlq'
const burying = (group: string, handler: string): WorkbenchEvent => {
  const worker: ConsumerState = consumer({ id: group, group, settings: { ...consumer().settings, policies: {
    handler: { name: handler, typeField: 'type' }, ack: 'after-commit', idempotency: 'none', reclaim: { by: 'nobody' }, deadLetter: { afterDeliveries: 3, stream: 'dlq' }, noAck: false
  } } })
  return { kind: 'worker-changed', worker }
}
const depths = (newest: `${string}-${string}`, length = 5): Record<string, unknown> => {
  const state = picture(
    ...read(KEY, present([], { length, tail: ['9-0', '8-0'] })), burying('g', 'mail'), burying('h', 'sms'), burying('i', 'sms'),
    { kind: 'letters-counted', stream: { connection: 'c', key: KEY }, letters: { length: 5, newest, counts: [{ handler: 'mail', count: 3 }, { handler: 'sms', count: 1 }, { count: 1 }] } }
  )
  const samples = toLabMetrics(state).find(({ name }) => name === 'eventflow_dlq_depth')?.samples ?? []
  return Object.fromEntries(samples.map(({ labels, value }) => [labels[0]?.[1] ?? '', value]))
}

test('C6: handlers that share a dead-letter stream each have what was counted, groups with one handler once', () => {
  expect(depths('9-0')).toEqual({ mail: 3, sms: 1 })
})

test('a count of other letters than those that lie there now tells nothing', () => {
  expect(depths('8-0')).toEqual({})
  expect(depths('9-0', 6)).toEqual({})
})
