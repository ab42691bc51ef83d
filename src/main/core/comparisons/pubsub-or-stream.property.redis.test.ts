import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realClock } from '../redis/testing/real-clock'
import { openComparisons, type ComparisonBench } from './testing/open-comparisons'

let on: ComparisonBench
beforeAll(async () => { on = await openComparisons('redis-server') })
afterAll(() => on.close())

/** Restarts at random moments: after so many messages, for so long. */
const plan = fc.record({
  perSecond: fc.integer({ min: 20, max: 100 }), downMs: fc.integer({ min: 10, max: 250 }),
  restarts: fc.array(fc.record({ after: fc.integer({ min: 1, max: 12 }), jitterMs: fc.integer({ min: 0, max: 30 }) }), { minLength: 1, maxLength: 3 })
})

test('D1: whenever both readers go and come, sent = received + missed for both, and the stream has missed nothing', async () => {
  await fc.assert(fc.asyncProperty(plan, async ({ perSecond, downMs, restarts }) => {
    const id = await on.start({ kind: 'pubsub', settings: { perSecond, downMs } })
    let number = 0
    for (const { after, jitterMs } of restarts) {
      number += after
      await on.until('pubsub', ({ figures }) => expect(figures.number).toBeGreaterThanOrEqual(number))
      await on.until('pubsub', ({ figures }) => expect(figures.readers).not.toBe('down'))
      await realClock.sleep(jitterMs)
      on.comparisons.act(id, { kind: 'restart-both' })
    }
    await on.comparisons.stop(id)
    const { pubsub, stream, number: last } = on.state('pubsub').figures
    expect(stream).toMatchObject({ sent: last, received: last, missed: 0, waiting: 0, unknown: 0 })
    expect(pubsub).toMatchObject({ sent: last, waiting: 0, unknown: 0, again: 0 })
    expect(pubsub.received + pubsub.missed).toBe(last)
  }), { numRuns: 8, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: false })
}, 90_000)
