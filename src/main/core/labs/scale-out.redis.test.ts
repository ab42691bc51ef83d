import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Clock } from '@shared/lib/clock'
import { suggestScaleOut, type ScaleOutAdvice } from '@shared/model/suggest-scale-out'
import { realClock } from '../redis/testing/real-clock'
import { createScaleOut, type ScaleOut } from './scale-out'
import { startControlLab, type ControlLab } from './testing/control-lab'
import { openLabBench, type LabBench } from './testing/lab-bench'

const wait = { timeout: 30_000, interval: 100 }
/** It looks ten times a second instead of once: what it decides by is as in the product. */
const quick: Clock = { ...realClock, sleep: (ms, signal) => realClock.sleep(ms / 10, signal) }

let bench: LabBench
let scaleOut: ScaleOut

beforeAll(async () => {
  bench = await openLabBench('redis-server')
  scaleOut = createScaleOut({ log: bench.observed.log, labs: bench.labs, clock: quick })
}, 60_000)
afterAll(async () => {
  await scaleOut.dispose()
  await bench.dispose()
})

const names = (lab: ControlLab): string[] => lab.consumers().map((consumer) => consumer.name).sort()
const advice = (lab: ControlLab): ScaleOutAdvice => {
  const policy = lab.policies().scaleOut
  if (policy === undefined) throw new Error('no policy')
  return suggestScaleOut({ policy, samples: lab.group()?.samples ?? [], own: lab.consumers(), now: realClock.now() })
}

// Each has a lab of its own, and most of its time is waiting: they wait side by side.
describe.concurrent('scale-out', { timeout: 90_000 }, () => {
  it('B4, D5: a slow consumer falls behind, others are added one by one until the lag falls, like it, and with its ledger', async () => {
    const lab = await startControlLab(bench, { perSecond: 12, group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 150 }, effect: { kind: count, key: n } }, idempotency: ledger, scaleOut: { lagAbove: 10, forMs: 1500, max: 6, do: add }' })
    await vi.waitFor(() => expect(names(lab).length).toBeGreaterThan(1), wait)
    // How many it takes depends on the machine; that they are enough does not.
    const most = (): number => Math.max(...(lab.group()?.samples ?? []).map((each) => each.lag ?? 0))
    await vi.waitFor(async () => expect(await lab.lag()).toBeLessThan(most() / 2), { timeout: 40_000, interval: 100 })
    const own = lab.consumers()
    expect(names(lab)).toEqual(own.map((_consumer, index) => `g-${index + 1}`))
    expect(own.length).toBeLessThanOrEqual(6)
    for (const { settings } of own) expect(settings).toEqual(own[0]?.settings)
    const added = bench.observed.log.current().notices.filter(({ text }) => /^g: lag \d+ → \d+ in \d+ s\. g-\d was added, \d of at most 6\.$/.test(text))
    expect(added).toHaveLength(own.length - 1)
    await vi.waitFor(async () => expect((await bench.ledger.query({ kind: 'count', lab: lab.id }))[0]).toMatchObject({ group: 'g', more: 0 }), wait)
    expect(new Set((await bench.ledger.query({ kind: 'effects', lab: lab.id, onlyRepeated: false, limit: 500 })).map(({ consumer }) => consumer))).toContain('g-2')
    await bench.labs.stop({ lab: lab.id, clean: true })
    expect(names(lab)).toEqual([])
  })

  it('never goes beyond its maximum, and says that it is reached', async () => {
    const lab = await startControlLab(bench, { perSecond: 60, group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 200 } }, scaleOut: { lagAbove: 5, forMs: 1000, max: 2, do: add }' })
    await vi.waitFor(() => expect(names(lab)).toEqual(['g-1', 'g-2']), wait)
    await vi.waitFor(() => expect(advice(lab)).toMatchObject({ kind: 'at-max', max: 2 }), wait)
    expect(names(lab)).toEqual(['g-1', 'g-2'])
    await expect(bench.labs.addConsumer({ lab: lab.id, stream: lab.ref.key, group: 'g', within: 2 })).rejects.toMatchObject({ code: 'not-possible-now' })
    // A person may all the same.
    expect(await bench.labs.addConsumer({ lab: lab.id, stream: lab.ref.key, group: 'g' })).toMatchObject({ name: 'g-3' })
    await lab.end()
  })

  it('M6: while the server says nil for the lag, and it is too far to count, nobody is added', async () => {
    const lab = await startControlLab(bench, { group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 60000 } }, scaleOut: { lagAbove: 5, forMs: 1000, max: 5, do: add }' })
    await bench.cli('EVAL', "local last for i = 1, 1500 do last = redis.call('XADD', KEYS[1], '*', 'n', i) if i == 700 then redis.call('XDEL', KEYS[1], last) end end return last", '1', lab.ref.key)
    await vi.waitFor(() => {
      const course = lab.group()?.samples.slice(-5) ?? []
      expect(course).toHaveLength(5)
      expect(course.every(({ lag }) => lag === undefined)).toBe(true)
    }, wait)
    expect(advice(lab)).toMatchObject({ kind: 'unknown' })
    expect(names(lab)).toEqual(['g-1'])
    await lab.end()
  })

  it('a suggestion adds nobody by itself', async () => {
    const lab = await startControlLab(bench, { perSecond: 60, group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 200 } }, scaleOut: { lagAbove: 5, forMs: 1000, max: 4 }' })
    await vi.waitFor(() => expect(advice(lab)).toMatchObject({ kind: 'add', consumers: 1 }), wait)
    await vi.waitFor(() => expect(lab.group()?.samples.length).toBeGreaterThan(5), wait)
    expect(names(lab)).toEqual(['g-1'])
    await lab.end()
  })
})
