import { expect, test } from 'vitest'
import { PROTOCOL_VERSION, type LiveFrame } from '@shared/contract/workbench'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { LoggedEvent } from '@shared/model/workbench-event'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import { followFrame, type FeedPosition } from './follow-frames'
import { reconnectDelay } from './reconnect-delay'

const hello = (instance: string, protocol = PROTOCOL_VERSION): LiveFrame => ({ kind: 'hello', session: 's', instance, protocol })
const snapshot = (seq: number): LiveFrame => ({ kind: 'snapshot', frame: 1, why: 'first', state: { ...EMPTY_WORKBENCH, seq } })
const events = (...seqs: number[]): LiveFrame => ({ kind: 'events', frame: 2, events: seqs.map((seq): LoggedEvent => ({ seq, at: 0, event: { kind: 'notice', level: 'info', text: '' } })) })
const at = (seq: number | undefined, instance = 'a'): FeedPosition => ({ instance, session: 's', seq })

test('a greeting keeps the place in the same run of the host, and drops it in another', () => {
  expect(followFrame(undefined, hello('a'))).toEqual({ kind: 'greeted', position: at(undefined) })
  expect(followFrame(at(7), hello('a'))).toEqual({ kind: 'greeted', position: at(7) })
  expect(followFrame(at(7), hello('b'))).toEqual({ kind: 'greeted', position: at(undefined, 'b') })
})

test('another protocol is told apart before anything is folded', () => {
  expect(followFrame(undefined, hello('a', PROTOCOL_VERSION + 1))).toEqual({ kind: 'other-protocol' })
})

test('a snapshot sets the place, events continue it', () => {
  expect(followFrame(at(undefined), snapshot(41))).toEqual({ kind: 'next', position: at(41), frame: 1 })
  expect(followFrame(at(41), events(42, 43))).toEqual({ kind: 'next', position: at(43), frame: 2 })
  expect(followFrame(at(41), events())).toEqual({ kind: 'next', position: at(41), frame: 2 })
})

test.each<[string, FeedPosition | undefined, LiveFrame]>([
  ['before a greeting', undefined, snapshot(1)],
  ['before a snapshot', at(undefined), events(1)],
  ['after a hole', at(41), events(43)],
  ['again', at(41), events(41)],
  ['with a hole inside', at(41), events(42, 44)]
])('a frame that comes %s is not folded', (_name, before, frame) => expect(followFrame(before, frame)).toEqual({ kind: 'gap' }))

test('waits grow from 50–100 ms to 2.5–5 s and differ between pages', () => {
  const shortest = [1, 2, 6, 7, 50].map((attempt) => reconnectDelay(attempt, () => 0))
  const longest = [1, 2, 6, 7, 50].map((attempt) => reconnectDelay(attempt, () => 1))
  expect(shortest).toEqual([50, 100, 1600, 2500, 2500])
  expect(longest).toEqual([100, 200, 3200, 5000, 5000])
  expect(reconnectDelay(3, createSeededRandom(1))).not.toBe(reconnectDelay(3, createSeededRandom(2)))
})
