import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { availableActions } from '@shared/model/worker-availability'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { buildThread } from './testing/build-thread'
import { createGroupOnServer } from './testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from './testing/pool-under-test'

const wait = { timeout: 10_000, interval: 10 }
const SLOW = { kind: 'fixed', ms: 60_000 } as const

let server: TestServer
let thread: Awaited<ReturnType<typeof buildThread>>
let bench: PoolUnderTest

beforeAll(async () => {
  ;[server, thread] = await Promise.all([startRedisServer(), buildThread('../worker-thread.ts')])
  bench = await openPoolUnderTest(server.port, thread.file)
})
afterAll(async () => {
  for (const worker of bench.pool.states()) if (availableActions(worker).crash === undefined) await bench.pool.crash(worker.id)
  await bench.close()
  await thread.remove()
  await server.stop()
})

async function became(id: string, kind: string): Promise<void> {
  await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe(kind), wait)
}

/** The server has it waiting inside XREADGROUP. */
async function blocked(id: string): Promise<void> {
  await vi.waitFor(async () => expect(await server.cli('CLIENT', 'LIST')).toMatch(new RegExp(`name=sluice:test:worker:${id} .* flags=b`)), wait)
}

describe('freeze', () => {
  it('makes a zombie: its XACK answers 1, the rescuer\'s then 0 (SCENARIOS 11)', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { processing: { kind: 'fixed', ms: 0 } })
    bench.pool.hold(a, ['G4'])
    const [id = ''] = await group.add(1)
    await became(a, 'held')
    bench.pool.freeze(a)
    await became(a, 'frozen')
    await server.cli('XCLAIM', group.ref.key, 'g', 'B', '0', id)
    expect(await group.pending()).toEqual([`${id} B 2`])

    bench.pool.hold(a, [])
    bench.pool.resume(a)
    await vi.waitFor(() => expect(bench.worker(a).counts.acked).toBe(1), wait)
    expect(await group.pending()).toEqual([])
    expect(await server.cli('XACK', group.ref.key, 'g', id)).toBe('0')
  })

  it('with a stop right behind it ends the thread, as a stop of a frozen one does', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A')
    await blocked(a)
    bench.pool.freeze(a)
    bench.pool.stop(a)
    await became(a, 'stopped')
  })

  it('reports an XACK that found nothing', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A')
    bench.pool.hold(a, ['G5'])
    const [id = ''] = await group.add(1)
    await became(a, 'held')
    await server.cli('XACK', group.ref.key, 'g', id)
    bench.pool.hold(a, [])
    await vi.waitFor(() => expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'entries-acked', worker: a, count: 0, nothing: 1, ids: [] })), wait)
    expect(bench.worker(a).counts.acked).toBe(0)
  })

  it('stops the event loop for real: the socket stays open and nothing is read', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { blockMs: 5000 })
    await blocked(a)
    bench.pool.freeze(a)
    await became(a, 'frozen')
    const [id] = await group.add(1)
    // It was blocked inside XREADGROUP: the server gives it the entry, and it cannot see that.
    await vi.waitFor(async () => expect(await group.pending()).toEqual([`${id} A 1`]), wait)
    expect(await server.cli('CLIENT', 'LIST')).toContain(`name=sluice:test:worker:${a} `)
    expect(bench.worker(a).counts.delivered).toBe(0)
    expect(() => bench.pool.stop(a)).toThrow('A frozen thread cannot hear this.')
    bench.pool.resume(a)
    await vi.waitFor(() => expect(bench.worker(a).counts).toMatchObject({ delivered: 1, acked: 1 }), wait)
  })
})

describe('stop', () => {
  it('drains: finishes what it holds, leaves nothing pending and no socket', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { count: 10, processing: { kind: 'fixed', ms: 20 } })
    await became(a, 'running')
    await group.add(5)
    await vi.waitFor(() => expect(bench.worker(a).counts.delivered).toBeGreaterThan(0), wait)
    bench.pool.stop(a)
    await became(a, 'stopped')
    expect(await group.pending()).toEqual([])
    expect(bench.worker(a).counts.acked).toBe(bench.worker(a).counts.delivered)
    expect(await server.cli('CLIENT', 'LIST')).not.toContain(`name=sluice:test:worker:${a} `)
  })

  it('wakes its own blocked read instead of waiting for BLOCK', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { blockMs: 5000 })
    await blocked(a)
    const before = performance.now()
    bench.pool.stop(a)
    await became(a, 'stopped')
    expect(performance.now() - before).toBeLessThan(3000)
  })

  it('frees a held worker so that it can finish', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A')
    bench.pool.hold(a, ['G3'])
    await group.add(1)
    await became(a, 'held')
    bench.pool.stop(a)
    await became(a, 'stopped')
    expect(await group.pending()).toEqual([])
    expect(bench.worker(a)).toMatchObject({ holdAt: ['G3'], inFlight: [], inFlightCount: 0 })
  })
})

describe('own pending entries', () => {
  it('are read first after a crash (TRUST I20): same name, same entries, deliveries 2', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { count: 2, processing: SLOW })
    const ids = await group.add(2)
    await vi.waitFor(() => expect(bench.worker(a).counts.delivered).toBeGreaterThan(0), wait)
    await bench.pool.crash(a)
    bench.pool.configureConsumer(a, { processing: { kind: 'fixed', ms: 0 }, readOwnPendingFirst: true })
    bench.pool.start(a)
    await vi.waitFor(async () => expect(await group.pending()).toEqual([]), wait)
    await vi.waitFor(() => expect(bench.worker(a).counts.acked).toBe(ids.length), wait)
    expect(bench.worker(a).counts.redelivered).toBeGreaterThan(0)
  })

  it('are left alone when the settings say so', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { failureRate: 1, readOwnPendingFirst: false })
    const [first] = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(a)).toMatchObject({ counts: { failed: 1 }, inFlightCount: 1 }), wait)
    await bench.pool.crash(a)
    bench.pool.configureConsumer(a, { failureRate: 0 })
    bench.pool.start(a)
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(a).counts.acked).toBe(1), wait)
    expect(await group.pending()).toEqual([`${first} A 1`])
  })

  it('that are gone from the stream are reported and not acked (SCENARIOS 25, TRUST I18)', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { failureRate: 1 })
    const [id = ''] = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(a).counts.failed).toBe(1), wait)
    await server.cli('XDEL', group.ref.key, id)
    bench.pool.configureConsumer(a, { failureRate: 0 })
    bench.pool.noteClaimed(group.ref, 'A')
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(a).counts).toMatchObject({ failed: 2, acked: 1 }), wait)
    expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'entries-failed', worker: a, why: 'The entry is no longer in the stream.' }))
    // TRUST I8: reading a gone entry again does not count as a delivery.
    expect(await group.pending()).toEqual([`${id} A 1`])
  })
})

describe('remove', () => {
  it('deletes the consumer only when it holds nothing (SCENARIOS 28, TRUST G15)', async () => {
    const group = createGroupOnServer(server)
    const a = await bench.consumer(group.ref, 'A', { processing: SLOW })
    const [id = ''] = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(a).counts.delivered).toBe(1), wait)
    await expect(bench.pool.remove(a, { deleteConsumer: true })).rejects.toMatchObject({ code: 'not-possible-now' })
    await bench.pool.crash(a)
    await expect(bench.pool.remove(a, { deleteConsumer: true })).rejects.toThrow('A still holds 1 pending entry')
    await server.cli('XACK', group.ref.key, 'g', id)
    await bench.pool.remove(a, { deleteConsumer: true })
    expect(await server.cli('XINFO', 'CONSUMERS', group.ref.key, 'g')).toBe('')
    expect(bench.log.current().workers[a]).toBeUndefined()
    expect(bench.pool.isOwnConsumer(group.ref, 'A')).toBe(false)
  })
})

describe('names (TRUST G13)', () => {
  it('are made from the group and differ from those on the server', async () => {
    const group = createGroupOnServer(server, 'webhook-delivery')
    await server.cli('XGROUP', 'CREATE', group.ref.key, 'webhook-delivery', '0', 'MKSTREAM')
    await server.cli('XGROUP', 'CREATECONSUMER', group.ref.key, 'webhook-delivery', 'wd-1')
    const id = await bench.pool.addConsumer({ ...group.ref, start: false })
    expect(bench.worker(id)).toMatchObject({ name: 'wd-2' })
  })

  it('differ when two are added at once, as by a double click', async () => {
    const group = createGroupOnServer(server)
    const ids = await Promise.all([1, 2, 3].map(() => bench.pool.addConsumer({ ...group.ref, start: false })))
    expect(ids.map((id) => bench.worker(id)).map((worker) => (worker.role === 'consumer' ? worker.name : ''))).toEqual(['g-1', 'g-2', 'g-3'])
  })

  it('keep bytes that are not UTF-8', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'b\udcff')
    await vi.waitFor(async () => expect(await server.cli('XINFO', 'CONSUMERS', group.ref.key, 'g')).toContain('b'), wait)
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(1), wait)
    expect(bench.pool.isOwnConsumer(group.ref, 'b\udcff')).toBe(true)
  })
})

describe('producer', () => {
  const templates = [{ source: 'shop', fields: [{ name: 'n', value: '{{seq}}' }] }]

  it('sends what it is told to, once, and ends; a lab stream always gets a MAXLEN (TRUST G14)', async () => {
    const { ref } = createGroupOnServer(server)
    const id = await bench.pool.addProducer({ connection: 'test', key: ref.key, name: 'p', settings: { schedule: { kind: 'once', size: 250 }, templates }, start: true })
    await became(id, 'stopped')
    expect(await server.cli('XLEN', ref.key)).toBe('250')
    expect(bench.worker(id)).toMatchObject({ counts: { added: 250, errors: 0 }, settings: { trim: { maxLen: 100_000, exact: false } } })
    const values = (await server.cli('XRANGE', ref.key, '-', '+')).split('\n').filter((_line, index) => index % 3 === 2)
    expect(values).toEqual(Array.from({ length: 250 }, (_unused, index) => String(index + 1)))
  })

  it('keeps its rate, holds and goes on', async () => {
    const { ref } = createGroupOnServer(server)
    const id = await bench.pool.addProducer({ connection: 'test', key: ref.key, name: 'p', settings: { schedule: { kind: 'rate', perSecond: 500 }, templates }, start: true })
    await vi.waitFor(() => expect(bench.worker(id).counts.added).toBeGreaterThan(50), wait)
    bench.pool.holdAll('test')
    await became(id, 'held')
    const length = await server.cli('XLEN', ref.key)
    expect(await server.cli('XLEN', ref.key)).toBe(length)
    bench.pool.releaseAll('test')
    await vi.waitFor(() => expect(bench.worker(id).counts.added).toBeGreaterThan(Number(length)), wait)
    bench.pool.stop(id)
    await became(id, 'stopped')
    expect(String(bench.worker(id).counts.added)).toBe(await server.cli('XLEN', ref.key))
  })

  it('A3: how it trims is one setting, changed from one XADD to the next: MAXLEN exactly, then by age, and never only where no lab is; numbers go on', async () => {
    const { ref } = createGroupOnServer(server)
    const id = await bench.pool.addProducer({ connection: 'test', key: ref.key, name: 'p', settings: { schedule: { kind: 'rate', perSecond: 200 }, templates, trim: { maxLen: 3, exact: true } }, start: true })
    await vi.waitFor(() => expect(bench.worker(id).counts.added).toBeGreaterThan(20), wait)
    expect(await server.cli('XLEN', ref.key)).toBe('3')
    bench.pool.configureProducer(id, { trim: { maxLen: 7, exact: true } })
    await vi.waitFor(async () => expect(await server.cli('XLEN', ref.key)).toBe('7'), wait)
    bench.pool.configureProducer(id, { trim: { keepMs: 3_600_000, exact: false } })
    await vi.waitFor(async () => expect(Number(await server.cli('XLEN', ref.key))).toBeGreaterThan(30), wait)
    // By age the ids say when; what was added before stays, for it is not an hour old.
    bench.pool.configureProducer(id, { trim: { keepMs: 0, exact: true } })
    await vi.waitFor(async () => expect(Number(await server.cli('XLEN', ref.key))).toBeLessThan(30), wait)
    expect(() => bench.pool.configureProducer(id, { trim: 'never' })).toThrow('A stream of a lab never grows without end')
    bench.pool.stop(id)
    await became(id, 'stopped')
    const last = (await server.cli('XREVRANGE', ref.key, '+', '-', 'COUNT', '1')).split('\n')
    expect(last.at(-1)).toBe(String(bench.worker(id).counts.added))
  })

  it('refuses bad templates and keys that the mode does not allow', async () => {
    const settings = { schedule: { kind: 'once', size: 1 } as const, templates: [{ source: 's', fields: [{ name: 'n', value: '{{nope}}' }] }] }
    await expect(bench.pool.addProducer({ connection: 'test', key: 'sluice:lab:x', name: 'p', settings, start: true })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(bench.pool.addProducer({ connection: 'test', key: 'foreign', name: 'p', settings: { ...settings, templates }, start: true })).rejects.toMatchObject({ code: 'not-armed' })
    await expect(bench.pool.addConsumer({ connection: 'test', key: 'foreign', group: 'g', start: true })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await server.cli('EXISTS', 'foreign')).toBe('0')
  })

  it('on a key that is no lab\'s stops when the connection is disarmed, and never creates the key (TRUST G7, G11)', async () => {
    bench.connection.change({ mode: { kind: 'armed', until: Number.MAX_SAFE_INTEGER } })
    const add = (key: string) => bench.pool.addProducer({ connection: 'test', key, name: 'p', settings: { schedule: { kind: 'rate', perSecond: 100 }, templates }, start: true })
    const missing = await add('foreign-missing')
    await became(missing, 'parked')
    await server.cli('XADD', 'foreign', '*', 'a', 'b')
    const id = await add('foreign')
    await vi.waitFor(() => expect(bench.worker(id).counts.added).toBeGreaterThan(0), wait)
    bench.connection.change({ mode: { kind: 'lab' } })
    await became(id, 'stopped')
    expect(await server.cli('EXISTS', 'foreign-missing')).toBe('0')
  })
})
