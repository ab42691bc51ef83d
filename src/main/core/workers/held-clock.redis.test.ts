import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startBuiltInServer, type BuiltInServer } from '../../sandbox/start-built-in-server'
import { openWorkerSocket, type WorkerSocket } from './worker-socket'
import { startFaultProxy } from '../redis/testing/fault-proxy'
import { realClock } from '../redis/testing/real-clock'
import { buildThread } from './testing/build-thread'
import { openPoolUnderTest, type PoolUnderTest } from './testing/pool-under-test'

const wait = { timeout: 15_000, interval: 20 }
const POLICY = { access: 'write', kind: 'sandbox', mode: { kind: 'lab' }, labsAllowed: true, environment: 'local', host: true } as const

let thread: Awaited<ReturnType<typeof buildThread>>
let sandboxThread: Awaited<ReturnType<typeof buildThread>>
let server: BuiltInServer
let hand: WorkerSocket
let bench: PoolUnderTest

const send = (...command: string[]) => hand.send(command, 5000)
const key = (name: string): string => `sluice:lab:${name}`

beforeAll(async () => {
  ;[thread, sandboxThread] = await Promise.all([buildThread('../worker-thread.ts'), buildThread('../../../sandbox/thread.ts')])
  server = await startBuiltInServer({ threadFile: sandboxThread.file, at: { kind: 'tcp', port: 0 }, password: undefined })
  hand = await openWorkerSocket({ target: { address: { kind: 'tcp', host: '127.0.0.1', port: server.port }, db: 0 }, name: 'hand', policy: POLICY, clock: realClock })
  bench = await openPoolUnderTest(server.port, thread.file)
})
afterAll(async () => {
  await bench.close()
  await hand.close()
  await server.close()
  await thread.remove()
  await sandboxThread.remove()
})

describe('a server whose clock is held, so that no BLOCK ends by itself', () => {
  it('is not taken for dead: the blocked read is woken, on the same socket, and nothing is lost', async () => {
    const group = { connection: 'test', key: key('held'), group: 'g' }
    const id = await bench.consumer(group, 'A', { blockMs: 50 })
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('running'), wait)
    await send('SLUICE', 'CLOCK', 'HOLD')
    const wakings = async (): Promise<number> => Number(/cmdstat_client\|unblock:calls=(\d+)/.exec(String(await send('INFO', 'commandstats')))?.[1] ?? 0)
    const reconnects = (): number => bench.events.filter((event) => event.kind === 'worker-changed' && event.worker.id === id && event.worker.status.kind === 'reconnecting').length
    // Three times BLOCK and the wait for its end: the socket would have been cut after the first two.
    await vi.waitFor(async () => expect(await wakings()).toBeGreaterThanOrEqual(3), wait)
    expect(reconnects()).toBe(0)
    expect(bench.worker(id)).toMatchObject({ unknownOutcomes: 0, counts: { errors: 0 }, status: { kind: 'running' } })
    await send('XADD', group.key, '*', 'a', '1')
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(1), wait)
    await send('SLUICE', 'CLOCK', 'RELEASE')
    await send('XADD', group.key, '*', 'a', '2')
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(2), wait)
    expect(reconnects()).toBe(0)
    bench.pool.stop(id)
    await vi.waitFor(() => expect(bench.worker(id).status.kind).toBe('stopped'), wait)
  })

  it('BLOCK ends by the server when its clock is moved past it', async () => {
    await send('SLUICE', 'CLOCK', 'HOLD')
    const other = await openWorkerSocket({ target: { address: { kind: 'tcp', host: '127.0.0.1', port: server.port }, db: 0 }, name: 'reader', policy: POLICY, clock: realClock })
    const read = other.send(['XREAD', 'COUNT', '1', 'BLOCK', '5000', 'STREAMS', key('empty'), '$'], 20_000)
    await vi.waitFor(async () => expect(String(await send('INFO', 'clients'))).toContain('blocked_clients:1'), wait)
    await send('SLUICE', 'CLOCK', 'ADVANCE', '5000')
    expect(await read).toBeNull()
    await send('SLUICE', 'CLOCK', 'RELEASE')
    await other.close()
  })
})

describe('a socket that is dead', () => {
  it('is given up all the same: who cannot be heard cannot be woken (F4)', async () => {
    const proxy = await startFaultProxy(server.port)
    const other = await openPoolUnderTest(proxy.port, thread.file)
    const id = await other.consumer({ connection: 'test', key: key('dead'), group: 'g' }, 'A', { blockMs: 50 })
    await vi.waitFor(() => expect(other.worker(id).status.kind).toBe('running'), wait)
    proxy.become({ kind: 'black-hole' })
    await vi.waitFor(() => expect(other.worker(id).status.kind).toBe('reconnecting'), wait)
    proxy.become({ kind: 'none' })
    proxy.cutAll()
    await vi.waitFor(() => expect(other.worker(id).status.kind).toBe('running'), wait)
    await other.close()
    await proxy.close()
  })
})
