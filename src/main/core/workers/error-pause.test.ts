import { expect, it } from 'vitest'
import type { Clock } from '@shared/lib/clock'
import { createErrorPause } from './error-pause'

function pauses(fixedMs: number | undefined): { slept: number[]; pause: ReturnType<typeof createErrorPause> } {
  const slept: number[] = []
  const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: (ms) => { slept.push(ms); return Promise.resolve() } }
  return { slept, pause: createErrorPause({ fixedMs: () => fixedMs, clock, random: () => 1, stopping: new AbortController().signal }) }
}

it('TRUST C11 backs off from 50 ms to 5 s, and opens another socket at once when one was lost', async () => {
  const { slept, pause } = pauses(undefined)
  for (const attempt of [0, 1, 6, 9]) await pause('refused', attempt)
  await pause('lost', 0)
  await pause('unreachable', 0)
  expect(slept).toEqual([50, 100, 3200, 5000, 50])
})

it('A4 where the lab says how long, it waits so long after any error', async () => {
  const { slept, pause } = pauses(5000)
  for (const trouble of ['refused', 'lost', 'unreachable'] as const) await pause(trouble, 3)
  expect(slept).toEqual([5000, 5000, 5000])
})
