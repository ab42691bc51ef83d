import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeliveryFigures } from '@shared/model/comparison-state'
import { expectNothingLeft, openComparisons, SERVERS, type ComparisonBench } from './testing/open-comparisons'

const count = (strip: string, sign: string): number => strip.split(sign).length - 1
const total = ({ received, missed, waiting }: DeliveryFigures): number => received + missed + waiting

describe.each(SERVERS)('Pub/Sub or stream on %s', (kind) => {
  let on: ComparisonBench
  beforeAll(async () => { on = await openComparisons(kind) })
  afterAll(() => on.close())

  it('D1: while both are away the channel loses what is published, and the stream loses nothing', async () => {
    const id = await on.start({ kind: 'pubsub', settings: { perSecond: 50, downMs: 600 } })
    await on.until('pubsub', ({ figures }) => expect(figures.pubsub.received).toBeGreaterThan(10))
    expect(on.state('pubsub').figures.pubsub.missed).toBe(0)

    on.comparisons.act(id, { kind: 'restart-both' })
    expect(on.state('pubsub').figures).toMatchObject({ readers: 'down', restarts: 1 })
    expect(() => on.comparisons.act(id, { kind: 'restart-both' })).toThrow('Both are away already.')
    await on.until('pubsub', ({ figures }) => {
      expect(figures.readers).toBe('up')
      expect(figures.stream.waiting).toBeLessThan(3)
    })
    const { streams } = on.state('pubsub')
    await on.comparisons.stop(id)

    const { pubsub, stream, number } = on.state('pubsub').figures
    // 600 ms at 50 a second are thirty messages, fewer where the machine is busy.
    expect(pubsub.missed).toBeGreaterThan(10)
    expect(pubsub).toMatchObject({ sent: number, waiting: 0, unknown: 0, again: 0 })
    expect(stream).toMatchObject({ sent: number, received: number, missed: 0, waiting: 0, unknown: 0 })
    expect(total(pubsub)).toBe(number)
    // The gap is one, in the midst: before it and after it everything came.
    expect(pubsub.strip).toMatch(/r+m+r+$/)
    expect(count(pubsub.strip, 'm')).toBe(pubsub.missed)
    expect(stream.strip).toMatch(/^r+$/)
    await expectNothingLeft(on, streams)
  }, 30_000)

  it('D1: stopped while both are away, what waits in the stream still comes', async () => {
    const id = await on.start({ kind: 'pubsub', settings: { perSecond: 50, downMs: 60_000 } })
    await on.until('pubsub', ({ figures }) => expect(figures.stream.received).toBeGreaterThan(5))
    on.comparisons.act(id, { kind: 'restart-both' })
    await on.until('pubsub', ({ figures }) => {
      expect(figures.stream.waiting).toBeGreaterThan(5)
      expect(figures.pubsub.missed).toBeGreaterThan(5)
    })
    await on.comparisons.stop(id)
    const { pubsub, stream } = on.state('pubsub').figures
    expect(stream).toMatchObject({ missed: 0, waiting: 0, received: stream.sent })
    expect(pubsub.missed).toBeGreaterThan(5)
    expect(total(pubsub)).toBe(pubsub.sent)
  }, 30_000)
})
