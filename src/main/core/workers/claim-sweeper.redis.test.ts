import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { buildThread } from './testing/build-thread'
import { createGroupOnServer } from './testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from './testing/pool-under-test'

const wait = { timeout: 10_000, interval: 10 }

let server: TestServer
let thread: Awaited<ReturnType<typeof buildThread>>
let bench: PoolUnderTest

beforeAll(async () => {
  ;[server, thread] = await Promise.all([startRedisServer(), buildThread('../worker-thread.ts')])
  bench = await openPoolUnderTest(server.port, thread.file)
})
afterAll(async () => {
  await bench.close()
  await thread.remove()
  await server.stop()
})

describe('claim sweeper (SCENARIOS 7)', () => {
  it('gives the entries of a crashed consumer to a running one, which works on them', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { count: 100, processing: { kind: 'fixed', ms: 60_000 } })
    const ids = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(a).counts.delivered).toBe(1), wait)
    await bench.pool.crash(a)
    // B blocks for a shorter time: a rescue is taken up at the next turn of its loop.
    const b = await bench.consumer(group.ref, 'B', { blockMs: 100 })
    await vi.waitFor(() => expect(bench.worker(b).status.kind).toBe('running'), wait)
    bench.pool.hold(b, ['G5'])
    await bench.pool.setSweeper({ ...group.ref, enabled: true, intervalMs: 50, minIdleMs: 1, count: 10, consumer: 'B' })
    await vi.waitFor(() => expect(bench.worker(b).status).toMatchObject({ kind: 'held', gate: 'G5' }), wait)
    await bench.pool.setSweeper({ ...group.ref, enabled: false, intervalMs: 50, minIdleMs: 1, count: 10, consumer: 'B' })
    expect(await group.pending()).toEqual([`${ids[0]} B 2`])
    bench.pool.hold(b, [])
    await vi.waitFor(async () => expect(await group.pending()).toEqual([]), wait)
    await vi.waitFor(() => expect(bench.worker(b).counts).toMatchObject({ delivered: 0, redelivered: 1, acked: 1 }), wait)
    expect(bench.events).toContainEqual({
      kind: 'entries-claimed', group: group.ref, consumer: 'B', by: 'sweeper', dropped: [], evidence: 'seen', count: 1, ids
    })
  })

  it('names the ids that were gone and that the claim dropped (SCENARIOS 25)', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { failureRate: 1, blockMs: 100 })
    const [id = ''] = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(a).counts.failed).toBe(1), wait)
    await server.cli('XDEL', group.ref.key, id)
    await bench.pool.setSweeper({ ...group.ref, enabled: true, intervalMs: 50, minIdleMs: 0, count: 10, consumer: 'A' })
    await vi.waitFor(() => expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'entries-claimed', group: group.ref, dropped: [id], count: 0 })), wait)
    await bench.pool.setSweeper({ ...group.ref, enabled: false, intervalMs: 50, minIdleMs: 0, count: 10, consumer: 'A' })
    expect(await group.pending()).toEqual([])
  })

  it('is one per group however fast it is changed: off means that none claims any more', async () => {
    const group = createGroupOnServer(server)
    await server.cli('XGROUP', 'CREATE', group.ref.key, 'g', '0', 'MKSTREAM')
    const set = (enabled: boolean, intervalMs: number) => bench.pool.setSweeper({ ...group.ref, enabled, intervalMs, minIdleMs: 1, count: 10, consumer: 'B' })
    await Promise.all([set(true, 20), set(true, 21), set(false, 22)])
    const runs = (): number => bench.events.filter((event) => event.kind === 'sweeper-changed' && event.group.key === group.ref.key && event.sweeper.enabled).length
    const before = runs()
    // Another group's sweeper shows that more than an interval has passed.
    const other = createGroupOnServer(server)
    await bench.pool.setSweeper({ ...other.ref, enabled: true, intervalMs: 50, minIdleMs: 1, count: 10, consumer: 'B' })
    await vi.waitFor(() => expect(bench.events.filter((event) => event.kind === 'sweeper-changed' && event.group.key === other.ref.key).length).toBeGreaterThan(3), wait)
    await bench.pool.setSweeper({ ...other.ref, enabled: false, intervalMs: 50, minIdleMs: 1, count: 10, consumer: 'B' })
    expect(runs()).toBe(before)
  })

  it('ends with its connection, as the workers do', async () => {
    const own = await openPoolUnderTest(server.port, thread.file)
    const group = createGroupOnServer(server)
    const a = await own.consumer(group.ref, 'A', { blockMs: 100 })
    await own.pool.addConsumer({ ...group.ref, name: 'B', start: false })
    await own.pool.setSweeper({ ...group.ref, enabled: true, intervalMs: 20, minIdleMs: 1, count: 10, consumer: 'A' })
    await vi.waitFor(() => expect(own.worker(a).status.kind).toBe('running'), wait)
    await own.pool.forget('test')
    expect(own.pool.states()).toEqual([])
    expect(own.log.current().workers).toEqual({})
    const told = own.events.length
    await bench.pool.setSweeper({ ...group.ref, enabled: true, intervalMs: 50, minIdleMs: 1, count: 10, consumer: 'A' })
    const before = bench.events.length
    await vi.waitFor(() => expect(bench.events.length).toBeGreaterThan(before + 2), wait)
    await bench.pool.setSweeper({ ...group.ref, enabled: false, intervalMs: 50, minIdleMs: 1, count: 10, consumer: 'A' })
    expect(own.events.slice(told)).toEqual([])
    await own.close()
  })

  it('says so and claims nothing when no consumer of ours runs', async () => {
    const group = createGroupOnServer(server)
    await server.cli('XGROUP', 'CREATE', group.ref.key, 'g', '0', 'MKSTREAM')
    await group.add(1)
    await server.cli('XREADGROUP', 'GROUP', 'g', 'stranger', 'STREAMS', group.ref.key, '>')
    const before = await group.pending()
    await bench.pool.setSweeper({ ...group.ref, enabled: true, intervalMs: 50, minIdleMs: 0, count: 10, consumer: 'A' })
    await vi.waitFor(() => {
      expect(bench.events).toContainEqual(expect.objectContaining({
        kind: 'sweeper-changed', group: group.ref, sweeper: expect.objectContaining({ lastRun: expect.objectContaining({ claimed: 0, message: expect.stringContaining('nobody could take') }) })
      }))
    }, wait)
    await bench.pool.setSweeper({ ...group.ref, enabled: false, intervalMs: 50, minIdleMs: 0, count: 10, consumer: 'A' })
    expect(await group.pending()).toEqual(before)
  })
})

describe('after a claim by hand', () => {
  it('our running consumer takes the entries up; the one that had them forgets them', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { failureRate: 1, blockMs: 100 })
    const ids = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(a)).toMatchObject({ counts: { failed: 1 }, inFlightCount: 1 }), wait)
    bench.pool.stop(a)
    await vi.waitFor(() => expect(bench.worker(a).status.kind).toBe('stopped'), wait)
    const b = await bench.consumer(group.ref, 'B', { blockMs: 100 })
    await vi.waitFor(() => expect(bench.worker(b).status.kind).toBe('running'), wait)
    await server.cli('XCLAIM', group.ref.key, 'g', 'B', '0', ids[0] ?? '')
    bench.pool.noteClaimed(group.ref, 'B', ids.map((id) => id as `${string}-${string}`))
    await vi.waitFor(() => expect(bench.worker(b).counts).toMatchObject({ redelivered: 1, acked: 1 }), wait)
    expect(await group.pending()).toEqual([])
  })
})
