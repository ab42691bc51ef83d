import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { buildThread } from './testing/build-thread'
import { createGroupOnServer } from './testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from './testing/pool-under-test'

const wait = { timeout: 15_000, interval: 10 }
const templates = [{ source: 'shop', fields: [{ name: 'n', value: '{{seq}}' }] }]

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

function statusOf(id: string) {
  return bench.worker(id).status
}

describe('what the server takes away under a running worker (TRUST F16, F17)', () => {
  it.each([
    ['group', (key: string) => ['XGROUP', 'DESTROY', key, 'g'], /^NOGROUP/],
    ['stream', (key: string) => ['DEL', key], /^NOGROUP/],
    ['type', (key: string) => ['SET', key, 'a string'], /^(WRONGTYPE|NOGROUP)/]
  ] as const)('%s gone: parks with the server\'s words, creates nothing', async (_what, command, why) => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'A', { blockMs: 5000 })
    await vi.waitFor(async () => expect(await server.cli('CLIENT', 'LIST')).toMatch(new RegExp(`name=sluice:test:worker:${id} .* flags=b`)), wait)
    await server.cli(...command(group.ref.key))
    await vi.waitFor(() => expect(statusOf(id)).toMatchObject({ kind: 'parked', why: expect.stringMatching(why) }), wait)
    const groups = await server.cli('XINFO', 'GROUPS', group.ref.key)
    expect(groups === '' || /^(ERR|WRONGTYPE)/.test(groups)).toBe(true)
  })

  it('start on a parked lab consumer makes the group again', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'A')
    await vi.waitFor(() => expect(statusOf(id).kind).toBe('running'), wait)
    await server.cli('DEL', group.ref.key)
    await vi.waitFor(() => expect(statusOf(id).kind).toBe('parked'), wait)
    bench.pool.start(id)
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(1), wait)
  })

  it('a key that is no stream parks at once', async () => {
    await server.cli('SET', 'sluice:lab:text', 'x')
    const id = await bench.consumer({ connection: 'test', key: 'sluice:lab:text', group: 'g' }, 'A')
    await vi.waitFor(() => expect(statusOf(id)).toMatchObject({ kind: 'parked', why: expect.stringMatching(/^WRONGTYPE/) }), wait)
  })
})

describe('memory full (TRUST F10)', () => {
  it('the producer waits and goes on, consumers read on', async () => {
    const group = createGroupOnServer(server)
    const producer = await bench.pool.addProducer({ connection: 'test', key: group.ref.key, name: 'p', settings: { schedule: { kind: 'rate', perSecond: 200 }, templates }, start: true })
    const consumer = await bench.consumer(group.ref, 'A', { count: 100, ack: 'batch' })
    await vi.waitFor(() => expect(bench.worker(consumer).counts.acked).toBeGreaterThan(0), wait)
    await server.cli('CONFIG', 'SET', 'maxmemory', '1')
    await vi.waitFor(() => expect(statusOf(producer)).toMatchObject({ kind: 'reconnecting', message: expect.stringMatching(/^OOM/) }), wait)
    expect(statusOf(consumer).kind).toBe('running')
    const before = bench.worker(producer).counts.added
    await server.cli('CONFIG', 'SET', 'maxmemory', '0')
    await vi.waitFor(() => expect(bench.worker(producer).counts.added).toBeGreaterThan(before), wait)
    bench.pool.stop(producer)
    await vi.waitFor(() => expect(statusOf(producer).kind).toBe('stopped'), wait)
    expect(bench.worker(producer).counts.errors).toBeGreaterThan(0)
    expect(String(bench.worker(producer).counts.added)).toBe(await server.cli('XLEN', group.ref.key))
  })
})

describe('a cut connection (TRUST C4, I12)', () => {
  it('is opened again: what was worked on is acked and not worked on twice, what was not is read again before anything new', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'A', { readOwnPendingFirst: false })
    bench.pool.hold(id, ['G0'])
    await vi.waitFor(() => expect(statusOf(id).kind).toBe('held'), wait)
    const ids = await group.add(3)
    bench.pool.hold(id, ['G5'])
    await vi.waitFor(() => expect(statusOf(id)).toMatchObject({ kind: 'held', gate: 'G5' }), wait)
    const clientId = /^id=(\d+) /.exec((await server.cli('CLIENT', 'LIST')).split('\n').find((line) => line.includes(`worker:${id} `)) ?? '')?.[1] ?? ''
    await server.cli('CLIENT', 'KILL', 'ID', clientId)
    bench.pool.hold(id, [])
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ delivered: 3, redelivered: 2, acked: 3 }), wait)
    expect(await group.pending()).toEqual([])
    expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'entries-delivered', worker: id, again: true, ids: ids.slice(1) }))
  })
})

describe('server killed and started again, empty (TRUST F1, I12)', () => {
  it('lab workers come back, the group is made again with a notice, and every new entry is handled', async () => {
    const group = createGroupOnServer(server)
    const producer = await bench.pool.addProducer({ connection: 'test', key: group.ref.key, name: 'p', settings: { schedule: { kind: 'rate', perSecond: 300 }, templates }, start: true })
    const consumers = [await bench.consumer(group.ref, 'A'), await bench.consumer(group.ref, 'B')]
    await vi.waitFor(() => expect(bench.worker(producer).counts.added).toBeGreaterThan(20), wait)
    // Who was not there before the loss cannot miss its group after it.
    await vi.waitFor(() => expect(consumers.map((id) => bench.worker(id).counts.delivered > 0)).toEqual([true, true]), wait)
    await server.kill()
    const eventsBefore = bench.events.length
    await vi.waitFor(() => expect(consumers.map((id) => statusOf(id).kind)).toEqual(['reconnecting', 'reconnecting']), wait)
    await server.restart()
    await vi.waitFor(async () => expect(Number(await server.cli('XLEN', group.ref.key))).toBeGreaterThan(50), wait)
    bench.pool.stop(producer)
    await vi.waitFor(() => expect(statusOf(producer).kind).toBe('stopped'), wait)
    await vi.waitFor(async () => expect([await group.lag(), await group.pending()]).toEqual(['0', []]), wait)

    // Its worker tells of it with its next report, which may come after the server is asked.
    await vi.waitFor(() => expect(bench.events.filter((event) => event.kind === 'notice' && event.text.includes(group.ref.key))).toHaveLength(1), wait)
    const onServer = await group.ids()
    await vi.waitFor(() => {
      const acked = bench.events.slice(eventsBefore).reduce((sum, event) => sum + (event.kind === 'entries-acked' && event.group.key === group.ref.key ? event.count : 0), 0)
      expect(acked).toBeGreaterThanOrEqual(onServer.length)
    }, wait)
  })
})

describe('a thread that dies by itself', () => {
  it('counts as crashed, with a notice', async () => {
    const broken = await buildThread('./broken-thread.ts')
    const other = await openPoolUnderTest(server.port, broken.file)
    const id = await other.consumer({ connection: 'test', key: 'sluice:lab:broken', group: 'g' }, 'A')
    await vi.waitFor(() => expect(other.worker(id).status.kind).toBe('crashed'), wait)
    expect(other.events).toContainEqual(expect.objectContaining({ kind: 'notice', level: 'error', text: 'The thread of A ended by itself: broken on purpose.' }))
    await other.close()
    await broken.remove()
  })

  it('while it was to stop takes nothing with it: the order to stop is not a promise that fails', async () => {
    const broken = await buildThread('./broken-thread.ts')
    const other = await openPoolUnderTest(server.port, broken.file)
    const unhandled: unknown[] = []
    const note = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', note)
    const id = await other.consumer({ connection: 'test', key: 'sluice:lab:broken', group: 'g' }, 'A')
    other.pool.stop(id)
    await vi.waitFor(() => expect(other.worker(id).status.kind).toBe('crashed'), wait)
    await other.close()
    process.off('unhandledRejection', note)
    await broken.remove()
    expect(unhandled).toEqual([])
  })
})
