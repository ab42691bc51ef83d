import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { GATES, type Gate } from '@shared/model/worker-state'
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

describe('crash at a gate leaves what the server then has (SCENARIOS 1 and 2)', () => {
  const cases: [Gate, { pending: number; lag: string; delivered: number; acked: number }][] = [
    ['G0', { pending: 0, lag: '3', delivered: 0, acked: 0 }],
    ['G1', { pending: 3, lag: '0', delivered: 0, acked: 0 }],
    ['G2', { pending: 3, lag: '0', delivered: 3, acked: 0 }],
    ['G3', { pending: 3, lag: '0', delivered: 3, acked: 0 }],
    ['G4', { pending: 3, lag: '0', delivered: 3, acked: 0 }],
    ['G5', { pending: 3, lag: '0', delivered: 3, acked: 0 }],
    ['G6', { pending: 2, lag: '0', delivered: 3, acked: 0 }]
  ]
  it.each(cases)('%s', async (gate, expected) => {
    const group = createGroupOnServer(server)
    const ids = await group.add(3)
    const id = await bench.pool.addConsumer({ ...group.ref, name: 'A', start: false, settings: { count: 10, ack: 'each', readOwnPendingFirst: false } })
    bench.pool.hold(id, ['G0'])
    bench.pool.start(id)
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'held', gate: 'G0' }), wait)
    await bench.pool.crash(id, gate)
    if (gate !== 'G0') bench.pool.hold(id, [])
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'crashed', gate }), wait)

    const owned = ids.slice(ids.length - expected.pending).map((entry) => `${entry} A 1`)
    expect(await group.pending()).toEqual(owned)
    expect(await group.lag()).toBe(expected.lag)
    expect(bench.worker(id).counts).toMatchObject({ delivered: expected.delivered, acked: expected.acked, failed: 0 })
  })

  it('and no further line of it runs: its socket is gone without QUIT', async () => {
    const group = createGroupOnServer(server)
    await group.add(1)
    const id = await bench.consumer(group.ref, 'A', { processing: { kind: 'fixed', ms: 60_000 } })
    await vi.waitFor(() => expect(bench.worker(id)).toMatchObject({ status: { gate: 'G3' }, counts: { delivered: 1 } }), wait)
    const name = `sluice:test:worker:${id}`
    expect(await server.cli('CLIENT', 'LIST')).toContain(name)
    await bench.pool.crash(id)
    await vi.waitFor(async () => expect(await server.cli('CLIENT', 'LIST')).not.toContain(name), wait)
    expect(await server.cli('INFO', 'commandstats')).not.toContain('cmdstat_quit')
    expect(bench.worker(id).status).toMatchObject({ kind: 'crashed', gate: 'G3' })
    expect(await group.pending()).toHaveLength(1)
  })
})

describe('hold and step', () => {
  it('stops at each gate in order, one permit a gate, and says so', async () => {
    const group = createGroupOnServer(server)
    const ids = await group.add(1)
    const id = await bench.pool.addConsumer({ ...group.ref, name: 'A', start: false, settings: { readOwnPendingFirst: false, blockMs: 100 } })
    bench.pool.hold(id, ['G0'])
    bench.pool.start(id)
    for (const gate of GATES) {
      await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'held', gate }), wait)
      bench.pool.step(id)
    }
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(1), wait)
    const reached = bench.events.flatMap((event) => (event.kind === 'gate-reached' && event.worker === id ? [`${event.gate} ${event.id ?? ''}`.trim()] : []))
    expect(reached.slice(0, 7)).toEqual(['G0', `G1 ${ids[0]}`, `G2 ${ids[0]}`, `G3 ${ids[0]}`, `G4 ${ids[0]}`, `G5 ${ids[0]}`, `G6 ${ids[0]}`])
    bench.pool.hold(id, [])
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('running'), wait)
    bench.pool.stop(id)
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('stopped'), wait)
  })

  it('is crashed at the gate at which it already stands', async () => {
    const group = createGroupOnServer(server)
    await group.add(1)
    const id = await bench.pool.addConsumer({ ...group.ref, name: 'A', start: false, settings: { readOwnPendingFirst: false } })
    bench.pool.hold(id, ['G5'])
    bench.pool.start(id)
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'held', gate: 'G5' }), wait)
    await bench.pool.crash(id, 'G5')
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'crashed', gate: 'G5' }), wait)
    expect(await group.pending()).toHaveLength(1)
  })

  it('refuses what would do nothing, with the reason', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.pool.addConsumer({ ...group.ref, name: 'A', start: false })
    await expect(bench.pool.crash(id)).rejects.toMatchObject({ code: 'not-possible-now', message: 'It is stopped.' })
    expect(() => bench.pool.step(id)).toThrow('It is stopped.')
    await expect(bench.consumer(group.ref, 'A')).rejects.toMatchObject({ code: 'bad-input' })
  })
})
