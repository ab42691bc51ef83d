import { describe, expect, it } from 'vitest'
import type { Clock } from '@shared/lib/clock'
import { createReplyWatchdog } from './reply-watchdog'

/** Time that only passes when a sleeper is woken. */
function createManualClock(): { clock: Clock; pass: (ms: number) => Promise<void>; sleeping: () => number } {
  let time = 0
  let sleepers: { due: number; wake: () => void }[] = []
  return {
    clock: {
      now: () => time,
      monotonic: () => time,
      sleep: (ms: number) => new Promise<void>((resolve) => sleepers.push({ due: time + ms, wake: resolve }))
    },
    async pass(ms: number): Promise<void> {
      time += ms
      const due = sleepers.filter((sleeper) => sleeper.due <= time)
      sleepers = sleepers.filter((sleeper) => sleeper.due > time)
      for (const sleeper of due) sleeper.wake()
      await Promise.resolve().then(() => undefined)
    },
    sleeping: () => sleepers.length
  }
}

describe('the watchdog', () => {
  it('calls a reply late once its time is over', async () => {
    const { clock, pass } = createManualClock()
    const late: number[] = []
    const watchdog = createReplyWatchdog(clock, new AbortController().signal, (timeoutMs) => late.push(timeoutMs))
    watchdog.expect(300)
    await pass(290)
    expect(late).toEqual([])
    await pass(20)
    expect(late).toEqual([300])
  })

  it('has one sleeper for any number of commands, and none without', async () => {
    const { clock, pass, sleeping } = createManualClock()
    const watchdog = createReplyWatchdog(clock, new AbortController().signal, () => expect.unreachable())
    for (let n = 0; n < 5000; n++) {
      watchdog.expect(1000)
      watchdog.arrived()
    }
    expect(sleeping()).toBe(1)
    expect(watchdog.waiting()).toBe(0)
    await pass(500)
    expect(sleeping()).toBe(0)
  })

  it('gives a process that itself stood still a moment to read what has come (F7, F30)', async () => {
    const { clock, pass } = createManualClock()
    const late: number[] = []
    const watchdog = createReplyWatchdog(clock, new AbortController().signal, (timeoutMs) => late.push(timeoutMs))
    watchdog.expect(1000)
    await pass(60_000)
    expect(late).toEqual([])
    watchdog.arrived()
    watchdog.expect(1000)
    await pass(250)
    await pass(500)
    expect(late).toEqual([])
    await pass(500)
    expect(late).toEqual([1000])
  })

  it('does once what may bring a reply that is overdue, and waits on', async () => {
    const { clock, pass } = createManualClock()
    const log: string[] = []
    const watchdog = createReplyWatchdog(clock, new AbortController().signal, () => log.push('late'))
    watchdog.expect(300, { afterMs: 100, call: () => log.push('overdue') })
    await pass(90)
    expect(log).toEqual([])
    await pass(10)
    expect(log).toEqual(['overdue'])
    await pass(150)
    expect(log).toEqual(['overdue'])
    await pass(50)
    expect(log).toEqual(['overdue', 'late'])
  })

  it('does nothing about a reply that came before it was overdue', async () => {
    const { clock, pass } = createManualClock()
    const watchdog = createReplyWatchdog(clock, new AbortController().signal, () => expect.unreachable())
    watchdog.expect(300, { afterMs: 100, call: () => expect.unreachable() })
    watchdog.arrived()
    await pass(100)
    await pass(300)
  })
})
