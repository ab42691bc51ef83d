import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNothingLeft, openComparisons, SERVERS, type ComparisonBench } from './testing/open-comparisons'

const POLLING = { kind: 'polling', settings: { perSecond: 20, pollMs: 200, blockMs: 1000 } } as const

describe.each(SERVERS)('comparisons on %s', (kind) => {
  let on: ComparisonBench
  beforeAll(async () => { on = await openComparisons(kind) })
  afterAll(() => on.close())

  it('A8: a polling worker sends its reads whatever comes, a blocking one hardly an empty one, and is told at once', async () => {
    const id = await on.start(POLLING)
    expect(id).toBe('polling@test')
    await on.until('polling', ({ figures }) => {
      expect(figures.polling.latency?.count).toBeGreaterThan(40)
      expect(figures.blocking.latency?.count).toBeGreaterThan(40)
      expect(figures.serverCount).toBeDefined()
    })
    const { figures, streams } = on.state('polling')
    const { polling, blocking, elapsedMs } = figures
    // One read in 200 ms, give or take what a busy machine delays.
    expect(polling.reads / (elapsedMs / 1000)).toBeGreaterThan(3)
    expect(polling.reads / (elapsedMs / 1000)).toBeLessThan(5.6)
    expect(blocking.emptyReads).toBeLessThanOrEqual(1)
    expect(polling.commands).toBeGreaterThan(polling.reads)
    // On the average half the interval, at the worst all of it and what a busy machine adds.
    expect(polling.latency?.meanMs).toBeGreaterThan(50)
    expect(polling.latency?.meanMs).toBeLessThan(200)
    expect(blocking.latency?.p50Ms).toBeLessThan(50)
    expect(blocking.latency?.meanMs ?? 0).toBeLessThan((polling.latency?.meanMs ?? 0) / 2)
    await expect(on.start(POLLING)).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(() => on.comparisons.act(id, { kind: 'restart-both' })).toThrow('nothing to do')

    await on.comparisons.stop(id)
    expect(on.state('polling')).toMatchObject({ status: 'stopped', figures: { polling: { status: 'removed' } } })
    await expectNothingLeft(on, streams)
  }, 30_000)

  it('A8: what the two workers counted is what the server counted of XREADGROUP and XACK', async () => {
    const id = await on.start(POLLING)
    // Both were read at one moment but a report: what came to an end meanwhile is counted by one of them, and on a busy machine that is more.
    await on.until('polling', ({ figures: { serverCount } }) => {
      expect(serverCount?.server).toBeGreaterThan(30)
      expect(Math.abs((serverCount?.server ?? 0) - (serverCount?.ours ?? 0))).toBeLessThanOrEqual(8)
    })
    expect(on.state('polling').figures.serverCount?.origin).toBe('commandstats')
    await on.comparisons.stop(id)
  }, 30_000)

  it('one that is ended while it starts leaves nothing', async () => {
    const starting = on.start(POLLING)
    const refused = expect(starting).rejects.toThrow('It was ended while it started.')
    await on.comparisons.endOn('test')
    await refused
    expect(on.bench.pool.states()).toEqual([])
    expect(on.watched()).toEqual([])
    expect(await on.bench.connection.observer.send(['EXISTS', 'sluice:lab:compare:polling:test'], { by: 'lab' })).toBe('0')
  }, 30_000)

  it('needs the permission of the connection, ends with it, and is no more after it', async () => {
    on.bench.connection.change({ labsAllowed: false, environment: 'production' })
    await expect(on.start(POLLING)).rejects.toMatchObject({ code: 'confirm-needed' })
    on.bench.connection.change({ labsAllowed: true, status: { kind: 'reconnecting', since: 0, attempt: 1, nextAttemptAt: 0, message: '' } })
    await expect(on.start(POLLING)).rejects.toMatchObject({ code: 'not-connected' })
    on.bench.connection.change({ status: { kind: 'ready', since: 0 } })
    await on.start(POLLING)
    const { streams } = on.state('polling')
    await on.comparisons.endOn('test')
    await expectNothingLeft(on, streams)
    expect(on.state('polling').status).toBe('stopped')
    await expect(on.comparisons.stop('polling@test')).rejects.toMatchObject({ code: 'no-such-comparison' })
    on.comparisons.forget('test')
    await expect.poll(() => on.bench.log.current().comparisons).toEqual({})
  }, 30_000)
})
