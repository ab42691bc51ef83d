import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChainFigures, OrderService } from '@shared/model/comparison-state'
import { expectNothingLeft, openComparisons, SERVERS, type ComparisonBench } from './testing/open-comparisons'

const SETTINGS = { perSecond: 10, timeoutMs: 300, workMs: { payment: 5, stock: 5, mail: 5 } } as const
const groupOf = (figures: ChainFigures, group: OrderService) => figures.groups.find((candidate) => candidate.group === group)

describe.each(SERVERS)('REST chain or events on %s', (kind) => {
  let on: ComparisonBench
  beforeAll(async () => { on = await openComparisons(kind) })
  afterAll(() => on.close())

  it('D7: a slow mail service stalls the chain and fails its orders; beside it only the backlog of mail grows', async () => {
    const id = await on.start({ kind: 'chain', settings: SETTINGS })
    await on.until('chain', ({ figures }) => {
      expect(figures.chain.accepted).toBeGreaterThan(5)
      expect(figures.events.accepted).toBeGreaterThan(5)
      expect(groupOf(figures, 'mail')?.done).toBeGreaterThan(5)
    })
    expect(on.state('chain').figures.chain).toMatchObject({ failed: 0, timedOut: 0 })

    on.comparisons.act(id, { kind: 'set-service', service: 'mail', workMs: 2000 })
    await on.until('chain', ({ figures }) => {
      expect(figures.chain.timedOut).toBeGreaterThan(5)
      expect(groupOf(figures, 'mail')?.backlog).toBeGreaterThan(5)
    })
    const slow = on.state('chain').figures
    expect(slow.chain.answer?.p95Ms).toBeGreaterThan(300)
    expect(slow.events).toMatchObject({ failed: 0, timedOut: 0 })
    expect(slow.events.answer?.p95Ms).toBeLessThan(300)
    // The other two go on as before.
    expect(groupOf(slow, 'payment')?.backlog).toBeLessThan(5)
    expect(groupOf(slow, 'stock')?.backlog).toBeLessThan(5)

    on.comparisons.act(id, { kind: 'set-service', service: 'mail', workMs: 5 })
    const accepted = slow.chain.accepted
    await on.until('chain', ({ figures }) => {
      expect(groupOf(figures, 'mail')?.backlog).toBeLessThan(3)
      expect(figures.chain.accepted).toBeGreaterThan(accepted + 5)
    })
    const { streams } = on.state('chain')
    await on.comparisons.stop(id)
    await expectNothingLeft(on, streams)
  }, 40_000)

  it('D7: a service that is down fails the chain at once, and the stream keeps its orders until it is back', async () => {
    const id = await on.start({ kind: 'chain', settings: SETTINGS })
    await on.until('chain', ({ figures }) => expect(figures.chain.accepted).toBeGreaterThan(3))
    const urls = on.state('chain').figures.services.flatMap(({ url }) => url ?? [])
    expect(urls).toHaveLength(3)
    on.comparisons.act(id, { kind: 'set-service', service: 'stock', up: false })
    await on.until('chain', ({ figures }) => {
      expect(figures.services.find(({ name }) => name === 'stock')).toMatchObject({ up: false })
      expect(figures.chain.failed).toBeGreaterThan(3)
      expect(groupOf(figures, 'stock')?.backlog).toBeGreaterThan(3)
      expect(groupOf(figures, 'stock')?.retries).toBeGreaterThan(0)
    })
    expect(on.state('chain').figures.events.failed).toBe(0)
    on.comparisons.act(id, { kind: 'set-service', service: 'stock', up: true })
    await on.until('chain', ({ figures }) => expect(groupOf(figures, 'stock')?.backlog).toBeLessThan(3))
    expect(() => on.comparisons.act(id, { kind: 'restart-both' })).toThrow('no readers')
    await on.comparisons.stop(id)
    // The services were real, and are gone.
    for (const url of urls) await expect(fetch(url, { method: 'POST', body: 'x' })).rejects.toThrow()
  }, 40_000)
})
