import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { LiveFrame } from '@shared/contract/workbench'
import { FRAMES_IN_FLIGHT } from '@shared/contract/workbench'
import type { Clock } from '@shared/lib/clock'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import { EMPTY_WORKBENCH, type WorkbenchState } from '@shared/model/workbench-state'
import { EventLog } from './event-log'
import { createLiveSessions } from './live-session'

/** A clock whose waits end at once: a frame goes out as soon as the loop turns. */
const quickClock: Clock = { now: () => 1, monotonic: () => 1, sleep: () => new Promise((resolve) => setImmediate(resolve)) }

function setUp(): { log: EventLog; sessions: ReturnType<typeof createLiveSessions>; say: (text: string) => void } {
  const log = new EventLog(quickClock)
  let ids = 0
  const sessions = createLiveSessions({ log, instance: 'one', clock: quickClock, createId: () => `s${++ids}` })
  return { log, sessions, say: (text) => log.append({ kind: 'notice', level: 'info', text }) }
}

function fold(state: WorkbenchState, frame: LiveFrame): WorkbenchState {
  if (frame.kind === 'snapshot') return frame.state
  return frame.kind === 'events' ? frame.events.reduce(reduceWorkbench, state) : state
}

/** Reads and acknowledges until the picture has reached `seq`. */
async function readUntil(feed: AsyncGenerator<LiveFrame>, acknowledge: (frame: LiveFrame) => void, seq: number, state = EMPTY_WORKBENCH): Promise<WorkbenchState> {
  while (state.seq < seq) {
    const { value } = await feed.next() as IteratorYieldResult<LiveFrame>
    state = fold(state, value)
    acknowledge(value)
  }
  return state
}

test('a reader starts with a snapshot and then has every event: replay equals live', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.string(), { maxLength: 30 }), fc.array(fc.string(), { minLength: 1, maxLength: 30 }), async (before, after) => {
    const { log, sessions, say } = setUp()
    before.forEach(say)
    const feed = sessions.subscribe(undefined, undefined)
    const { value: hello } = await feed.next() as IteratorYieldResult<LiveFrame>
    const session = hello.kind === 'hello' ? hello.session : ''
    const reading = readUntil(feed, (frame) => { if (frame.kind !== 'hello') sessions.acknowledge(session, frame.frame) }, before.length + after.length)
    after.forEach(say)
    expect(await reading).toEqual(log.current())
    await feed.return(undefined)
  }), { numRuns: 30 })
})

test('a reader that comes back gets the rest, and from another instance a snapshot', async () => {
  const { log, sessions, say } = setUp()
  for (const text of ['a', 'b', 'c']) say(text)
  const kinds = async (resume: { instance: string; seq: number }): Promise<string[]> => {
    const feed = sessions.subscribe(resume, undefined)
    const first = await feed.next()
    const second = await feed.next()
    await feed.return(undefined)
    return [(first.value as LiveFrame).kind, (second.value as LiveFrame).kind]
  }
  expect(await kinds({ instance: 'one', seq: 1 })).toEqual(['hello', 'events'])
  expect(await kinds({ instance: 'other', seq: 1 })).toEqual(['hello', 'snapshot'])
  expect(await kinds({ instance: 'one', seq: log.current().seq + 5 })).toEqual(['hello', 'snapshot'])
})

test('a reader that stops is sent a few frames and no more, and is caught up by a snapshot', async () => {
  const { log, sessions, say } = setUp()
  const feed = sessions.subscribe(undefined, undefined)
  const hello = (await feed.next()).value as LiveFrame
  const received: LiveFrame[] = []
  let pending = feed.next()
  const pump = async (): Promise<void> => {
    for (;;) {
      const { value, done } = await pending
      if (done === true) return
      received.push(value)
      pending = feed.next()
    }
  }
  const pumping = pump()
  for (let i = 0; i < 20; i++) {
    say(`${i}`)
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await vi.waitFor(() => expect(received).toHaveLength(FRAMES_IN_FLIGHT))
  // Far more than the log keeps, so that the rest cannot be had as events.
  const stream = { connection: 'sandbox', key: 's' }
  const ids = Array.from({ length: 64 }, (_, i) => `${i}-0` as const)
  for (let i = 0; i < 4000; i++) log.append({ kind: 'entries-added', stream, by: 'hand', evidence: 'seen', count: 64, ids })
  expect(received).toHaveLength(FRAMES_IN_FLIGHT)
  const last = received[received.length - 1]
  sessions.acknowledge(hello.kind === 'hello' ? hello.session : '', last !== undefined && last.kind !== 'hello' ? last.frame : 0)
  await vi.waitFor(() => expect(received.length).toBeGreaterThan(FRAMES_IN_FLIGHT))
  expect(received[FRAMES_IN_FLIGHT]).toMatchObject({ kind: 'snapshot', why: 'behind', state: { seq: log.current().seq } })
  sessions.dispose()
  await pumping
})

test('leaving ends the feed', async () => {
  const { sessions } = setUp()
  const leaving = new AbortController()
  const feed = sessions.subscribe(undefined, leaving.signal)
  await feed.next()
  await feed.next()
  const waiting = feed.next()
  leaving.abort()
  expect((await waiting).done).toBe(true)
})
