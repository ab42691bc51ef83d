import { afterEach, expect, test } from 'vitest'
import { connection, facts, present, read } from '@shared/alerts/testing/picture'
import { createClock, type Clock } from '@shared/lib/clock'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { EventLog } from '../live/event-log'
import { createAlertWatch, type AlertWatch } from './alert-watch'

/** A clock that moves when the test says so, and wakes whoever slept long enough. */
function createTurningClock(): Clock & { turn(seconds: number): Promise<void> } {
  let now = 1_000_000
  let sleeping: { until: number; wake: () => void }[] = []
  const startTimer = (wake: () => void, ms: number): (() => void) => {
    const sleeper = { until: now + ms, wake }
    sleeping.push(sleeper)
    return () => { sleeping = sleeping.filter((each) => each !== sleeper) }
  }
  return {
    ...createClock({ now: () => now, monotonic: () => now, startTimer }),
    async turn(seconds) {
      for (let second = 0; second < seconds; second++) {
        now += 1000
        for (const { wake } of sleeping.filter(({ until }) => until <= now)) wake()
        // Whoever was woken goes on, and sleeps again.
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }
}

const clock = createTurningClock()
let watch: AlertWatch
afterEach(() => watch.dispose())

function open(): { log: EventLog; notices: () => string[]; read: (pending: number) => void; changes: () => number } {
  const log = new EventLog(clock)
  let changes = 0
  log.onAppend(({ event }) => { if (event.kind === 'alerts-changed') changes += 1 })
  const append = (...events: WorkbenchEvent[]): void => events.forEach((event) => log.append(event))
  append({ kind: 'connection-changed', connection: connection() })
  watch = createAlertWatch({ log, clock, limits: () => ({ pendingAbove: 10, letterStreams: [] }) })
  return { log, notices: () => log.current().notices.map(({ level, text }) => `${level}: ${text}`), read: (pending) => append(...read('s', present([facts('g', { pending })]))), changes: () => changes }
}

test('A7: a backlog is announced once after a minute, with its number, and once when it is over', async () => {
  const { log, notices, read: readPending, changes } = open()
  readPending(12)
  await clock.turn(60)
  expect(log.current().alerts).toMatchObject([{ name: 'SluicePendingBacklog', state: 'pending', value: 12 }])
  expect(notices()).toEqual([])
  await clock.turn(1)
  expect(log.current().alerts).toMatchObject([{ state: 'firing', muted: false }])
  expect(notices()).toEqual(['warning: 12 entries are pending in g of s, more than 10.'])
  const told = changes()
  await clock.turn(100)
  expect(notices()).toHaveLength(1)
  // While nothing changes nothing is told.
  expect(changes()).toBe(told)
  readPending(3)
  await clock.turn(1)
  expect(log.current().alerts).toEqual([])
  expect(notices()).toEqual(['warning: 12 entries are pending in g of s, more than 10.', 'info: Over: pending backlog, g of s.'])
})

test('muted it stays in the list and is not announced, until it is over: the next one is', async () => {
  const { log, notices, read: readPending } = open()
  readPending(12)
  await clock.turn(10)
  watch.setMuted(log.current().alerts[0]?.id ?? '', true)
  expect(log.current().alerts).toMatchObject([{ muted: true }])
  await clock.turn(60)
  expect(log.current().alerts).toMatchObject([{ state: 'firing', muted: true }])
  readPending(0)
  await clock.turn(1)
  expect(notices()).toEqual([])
  expect(() => watch.setMuted('nothing', true)).toThrow(/over/)
  readPending(12)
  await clock.turn(62)
  expect(notices()).toEqual(['warning: 12 entries are pending in g of s, more than 10.'])
})
