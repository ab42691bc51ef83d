import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNothingLeft, openComparisons, SERVERS, type ComparisonBench } from './testing/open-comparisons'

describe.each(SERVERS)('BLOCK and the idle limit on %s', (kind) => {
  let on: ComparisonBench
  beforeAll(async () => { on = await openComparisons(kind) })
  afterAll(() => on.close())

  it('A9: BLOCK longer than the limit makes a phantom that keeps entries waiting until its reply is overdue; shorter never', async () => {
    // A long silence first, so that the line is forgotten before the first entry comes.
    const id = await on.start({ kind: 'idle-limit', settings: { limitMs: 500, longBlockMs: 3000, shortBlockMs: 150, perSecond: 1 } })
    await on.until('idle-limit', ({ figures }) => {
      expect(figures.long.phantomSince).toBeDefined()
      expect(figures.long.waiting).toBeGreaterThan(0)
    }, 25_000)
    expect(on.state('idle-limit').figures.long).toMatchObject({ status: 'running' })
    await on.until('idle-limit', ({ figures }) => {
      expect(figures.long.recovered).toBeGreaterThan(0)
      expect(figures.long.received).toBeGreaterThan(0)
    }, 25_000)
    const { long, short, elapsedMs } = on.state('idle-limit').figures
    expect(long.phantomMs).toBeLessThan(elapsedMs)
    // BLOCK and its grace of 2 s after the read began, less the silence before the line was forgotten.
    expect(long.phantomMs).toBeGreaterThan(3000)
    expect(long.lastRecovery).toContain('its reply was overdue')
    expect(long.drops).toBeGreaterThan(0)
    expect(short).toMatchObject({ drops: 0, phantomMs: 0, recovered: 0 })
    expect(short.waiting).toBeLessThanOrEqual(1)
    const { streams } = on.state('idle-limit')
    await on.comparisons.stop(id)
    expect(on.state('idle-limit').status).toBe('stopped')
    await expectNothingLeft(on, streams)
  }, 70_000)
})
