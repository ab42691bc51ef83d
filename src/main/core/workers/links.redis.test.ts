import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ConsumerSettings } from '@shared/model/worker-state'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { buildThread } from './testing/build-thread'
import { createGroupOnServer } from './testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from './testing/pool-under-test'

const wait = { timeout: 20_000, interval: 10 }
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

const linkOf = (id: string) => bench.worker(id).link

/** The lines of CLIENT LIST that are this worker's. */
async function socketsOf(id: string): Promise<string[]> {
  return (await server.cli('CLIENT', 'LIST')).split('\n').filter((line) => line.includes(`name=sluice:test:worker:${id} `))
}

async function running(id: string): Promise<void> {
  await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('running'), wait)
}

async function blocked(id: string): Promise<void> {
  await vi.waitFor(async () => expect((await socketsOf(id)).join()).toMatch(/flags=b/), wait)
}

async function acked(id: string, count: number): Promise<void> {
  await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(count), wait)
}

async function reader(settings: Partial<ConsumerSettings> = {}) {
  const group = createGroupOnServer(server)
  const id = await bench.consumer(group.ref, 'A', settings)
  await running(id)
  return { group, id }
}

describe('a worker goes through a proxy', () => {
  it('in order: out of its blocked read, without an unknown outcome and without a second delivery, and back again', async () => {
    const { group, id } = await reader({ blockMs: 60_000 })
    await group.add(3)
    await acked(id, 3)
    await blocked(id)
    expect(linkOf(id)).toBeUndefined()
    await bench.pool.setLink(id, { kind: 'none' })
    await vi.waitFor(() => expect(linkOf(id)).toMatchObject({ connections: 1, open: 1, fault: { kind: 'none' } }), wait)
    await blocked(id)
    await group.add(2)
    await acked(id, 5)
    expect(await socketsOf(id)).toHaveLength(1)
    await blocked(id)
    const before = linkOf(id)
    expect(before?.toServer).toBeGreaterThan(100)
    expect(before?.toWorker).toBeGreaterThan(100)

    bench.pool.leaveProxy(id)
    expect(linkOf(id)).toBeUndefined()
    await group.add(1)
    await acked(id, 6)
    await vi.waitFor(async () => expect(await socketsOf(id)).toHaveLength(1), wait)
    expect(bench.worker(id)).toMatchObject({ unknownOutcomes: 0, counts: { delivered: 6, redelivered: 0, errors: 0 } })
    expect(bench.events.some((event) => event.kind === 'worker-changed' && event.worker.id === id && event.worker.status.kind === 'reconnecting')).toBe(false)
  })

  it('a producer as well, and from its first start where it was added so; its proxy ends with the worker', async () => {
    const group = createGroupOnServer(server)
    const producer = await bench.pool.addProducer({
      connection: 'test', key: group.ref.key, name: 'p', settings: { schedule: { kind: 'rate', perSecond: 200 }, templates }, start: true, link: { kind: 'latency', ms: 20, jitterMs: 0 }
    })
    await vi.waitFor(() => expect(bench.worker(producer).counts.added).toBeGreaterThan(20), wait)
    expect(linkOf(producer)).toMatchObject({ connections: 1, fault: { kind: 'latency', ms: 20 } })
    await bench.pool.crash(producer)
    await vi.waitFor(() => expect(linkOf(producer)).toMatchObject({ open: 0 }), wait)
    await vi.waitFor(async () => expect(await socketsOf(producer)).toEqual([]), wait)
    bench.pool.start(producer)
    await vi.waitFor(() => expect(linkOf(producer)).toMatchObject({ connections: 2, open: 1 }), wait)
    bench.pool.stop(producer)
    await vi.waitFor(() => expect(bench.worker(producer).status.kind).toBe('stopped'), wait)
    await bench.pool.remove(producer, { deleteConsumer: false })
    expect(bench.events).toContainEqual({ kind: 'worker-removed', id: producer })
  })
})

describe('A9: a connection that is silent for too long is forgotten, and nobody is told', () => {
  const LIMIT = 600

  it('BLOCK of 5 times the limit makes a phantom: what is added goes to a dead socket and waits as pending until the reply is overdue', async () => {
    const blockMs = 5 * LIMIT
    const { group, id } = await reader({ blockMs })
    await bench.pool.setLink(id, { kind: 'idle-drop', afterMs: LIMIT })
    await vi.waitFor(() => expect(linkOf(id)).toMatchObject({ forgotten: 1, phantoms: 1, unheard: true }), wait)
    const forgottenAt = performance.now()
    const [entry = ''] = await group.add(1)
    // The server has delivered it and is content; the worker has nothing, and says that it reads.
    expect(await group.pending()).toEqual([`${entry} A 1`])
    await vi.waitFor(() => expect(linkOf(id)?.vanished).toBeGreaterThan(40), wait)
    expect(bench.worker(id)).toMatchObject({ status: { kind: 'running', gate: 'G0' }, counts: { delivered: 0, acked: 0 } })
    expect(await server.cli('XINFO', 'CONSUMERS', group.ref.key, 'g')).toMatch(/name\nA\npending\n1\n/)
    const [phantom = ''] = await socketsOf(id)
    const clientId = /^id=(\d+) /.exec(phantom)?.[1] ?? 'none'
    expect(phantom).toMatch(/cmd=xreadgroup/)

    // BLOCK and its grace after the read began the worker gives up, comes anew, and finds its own pending entry.
    await acked(id, 1)
    expect(performance.now() - forgottenAt).toBeGreaterThan(blockMs - LIMIT)
    expect(bench.worker(id)).toMatchObject({ unknownOutcomes: 1, counts: { delivered: 0, redelivered: 1 } })
    expect(await group.pending()).toEqual([])
    // The connection that nobody reads is still in the server's list.
    expect((await socketsOf(id)).some((line) => line.startsWith(`id=${clientId} `))).toBe(true)
    expect(linkOf(id)?.phantoms).toBeGreaterThanOrEqual(1)
    expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'notice', level: 'warning', text: expect.stringContaining(`silent for ${LIMIT} ms`) }))
  }, 30_000)

  it('BLOCK below the limit goes on reading: nothing is forgotten, nothing is lost, nothing comes twice', async () => {
    const { group, id } = await reader({ blockMs: LIMIT / 4 })
    await bench.pool.setLink(id, { kind: 'idle-drop', afterMs: LIMIT })
    await vi.waitFor(() => expect(linkOf(id)?.fault.kind).toBe('idle-drop'), wait)
    const since = performance.now()
    let count = 0
    while (performance.now() - since < 5 * LIMIT) {
      await group.add(1)
      await acked(id, count += 1)
      const quietFrom = linkOf(id)?.toWorker ?? 0
      // Two reads that found nothing: the bytes that keep the connection known.
      await vi.waitFor(() => expect(linkOf(id)?.toWorker).toBeGreaterThan(quietFrom + 5), wait)
    }
    expect(linkOf(id)).toMatchObject({ forgotten: 0, connections: 1, vanished: 0 })
    expect(bench.worker(id)).toMatchObject({ unknownOutcomes: 0, counts: { delivered: count, redelivered: 0, acked: count } })
    expect(await socketsOf(id)).toHaveLength(1)
  }, 30_000)
})

describe('a reply that is cut', () => {
  it.each([0, 3, 60])('after %i bytes of XREADGROUP: the outcome is unknown, the entries are pending, come again, and are acked once', async (afterBytes) => {
    const { group, id } = await reader({ blockMs: 60_000 })
    await bench.pool.setLink(id, { kind: 'none' })
    await vi.waitFor(() => expect(linkOf(id)?.connections).toBe(1), wait)
    await blocked(id)
    await bench.pool.setLink(id, { kind: 'cut-reply', afterBytes })
    const [first = ''] = await group.add(1)
    await acked(id, 1)
    expect(linkOf(id)).toMatchObject({ fault: { kind: 'none' }, cuts: 1, connections: 2 })
    expect(bench.worker(id)).toMatchObject({ unknownOutcomes: 1, counts: { delivered: 0, redelivered: 1 } })
    const seen = bench.events.filter((event) => event.kind === 'entries-acked' && event.worker === id)
    expect(seen).toMatchObject([{ count: 1, nothing: 0, ids: [first] }])
    expect(await group.pending()).toEqual([])
  })

  it('to XACK: it was carried out, is sent again after the reconnect, and is not counted twice', async () => {
    const { group, id } = await reader({ blockMs: 500 })
    await bench.pool.setLink(id, { kind: 'none' })
    await vi.waitFor(() => expect(linkOf(id)?.connections).toBe(1), wait)
    bench.pool.hold(id, ['G5'])
    const ids = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'held', gate: 'G5' }), wait)
    await bench.pool.setLink(id, { kind: 'cut-reply', afterBytes: 0 })
    bench.pool.hold(id, [])
    await vi.waitFor(async () => expect([linkOf(id)?.connections, await group.pending(), bench.worker(id).status.kind]).toEqual([2, [], 'running']), wait)
    await group.add(1)
    // The first was acked by an XACK whose reply nobody saw: it is not called acked, and not made up.
    await acked(id, 1)
    const outcomes = bench.events.flatMap((event) => (event.kind === 'entries-acked' && event.worker === id ? [[event.count, event.nothing]] : []))
    expect(outcomes).toEqual([[0, 1], [1, 0]])
    expect(bench.worker(id)).toMatchObject({ unknownOutcomes: 1, counts: { delivered: 2, redelivered: 0 } })
    expect(ids).toHaveLength(1)
  })
})

describe('a black hole', () => {
  it('the watchdog ends the silence after BLOCK and its grace; released, the worker comes back and reads what was delivered into it', async () => {
    const { group, id } = await reader({ blockMs: 300 })
    await bench.pool.setLink(id, { kind: 'none' })
    await vi.waitFor(() => expect(linkOf(id)?.connections).toBe(1), wait)
    await blocked(id)
    await bench.pool.setLink(id, { kind: 'black-hole' })
    const began = performance.now()
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'reconnecting', message: expect.stringMatching(/No reply came within/) }), wait)
    expect(performance.now() - began).toBeGreaterThan(1900)
    // The server has not heard of the end: its connection to the worker is open.
    expect(await socketsOf(id)).toHaveLength(1)
    await bench.pool.setLink(id, { kind: 'none' })
    await acked(id, 1)
    expect(await group.pending()).toEqual([])
    await vi.waitFor(async () => expect(await socketsOf(id)).toHaveLength(1), wait)
  }, 30_000)

  it('short enough, nobody notices: the reply is late and the outcome is known', async () => {
    const { group, id } = await reader({ blockMs: 5000 })
    await bench.pool.setLink(id, { kind: 'none' })
    await vi.waitFor(() => expect(linkOf(id)?.connections).toBe(1), wait)
    await blocked(id)
    await bench.pool.setLink(id, { kind: 'black-hole' })
    await group.add(1)
    expect(bench.worker(id).counts.delivered).toBe(0)
    await bench.pool.setLink(id, { kind: 'none' })
    await acked(id, 1)
    expect(bench.worker(id)).toMatchObject({ unknownOutcomes: 0, counts: { delivered: 1, redelivered: 0 } })
  })
})

describe('a cut', () => {
  it('of a direct worker: it goes through a proxy first, is cut there, and reconnects', async () => {
    const { group, id } = await reader({ blockMs: 60_000 })
    await blocked(id)
    await bench.pool.cutLink(id)
    await vi.waitFor(() => expect(linkOf(id)).toMatchObject({ cuts: 1, connections: 2, open: 1 }), wait)
    await group.add(1)
    await acked(id, 1)
    expect(bench.events.some((event) => event.kind === 'worker-changed' && event.worker.id === id && event.worker.status.kind === 'reconnecting')).toBe(true)
    await blocked(id)
    await bench.pool.cutLink(id)
    await vi.waitFor(() => expect(linkOf(id)).toMatchObject({ cuts: 2, connections: 3 }), wait)
  })

  it('is refused where there is nothing to cut, with a reason', async () => {
    const { id } = await reader()
    await bench.pool.crash(id)
    expect(() => bench.pool.leaveProxy(id)).toThrow('Its connection is direct.')
    await expect(async () => bench.pool.cutLink(id)).rejects.toThrow('It has crashed')
  })
})

describe('a slow line', () => {
  it('latency: what is read and acked takes at least its four ways', async () => {
    const { group, id } = await reader({ blockMs: 500 })
    await bench.pool.setLink(id, { kind: 'latency', ms: 120, jitterMs: 30 })
    await vi.waitFor(() => expect(linkOf(id)?.fault.kind).toBe('latency'), wait)
    await blocked(id)
    const before = performance.now()
    await group.add(1)
    await acked(id, 1)
    // The reply to XREADGROUP, XACK, and its reply.
    expect(performance.now() - before).toBeGreaterThan(3 * 120)
    expect(bench.worker(id).unknownOutcomes).toBe(0)
  })

  it('bandwidth: so many bytes of reply take so long, within a third', async () => {
    const { group, id } = await reader({ blockMs: 500, count: 1000, ack: 'batch' })
    bench.pool.hold(id, ['G0'])
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('held'), wait)
    await server.cli('EVAL', "for i=1,40 do redis.call('XADD', KEYS[1], '*', 'v', string.rep('x', 5000)) end", '1', group.ref.key)
    bench.pool.hold(id, [])
    await acked(id, 40)
    await bench.pool.setLink(id, { kind: 'bandwidth', bytesPerSecond: 100_000 })
    await vi.waitFor(() => expect(linkOf(id)?.fault.kind).toBe('bandwidth'), wait)
    const before = performance.now()
    const passed = linkOf(id)?.toWorker ?? 0
    await server.cli('EVAL', "for i=1,40 do redis.call('XADD', KEYS[1], '*', 'v', string.rep('x', 5000)) end", '1', group.ref.key)
    await acked(id, 80)
    const seconds = (performance.now() - before) / 1000
    const bytes = (linkOf(id)?.toWorker ?? 0) - passed
    expect(bytes).toBeGreaterThan(200_000)
    expect(seconds).toBeGreaterThan((bytes / 100_000) * 0.9)
    expect(seconds).toBeLessThan((bytes / 100_000) * 1.33 + 1)
  }, 30_000)
})
