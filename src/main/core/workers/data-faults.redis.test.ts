import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { selectConsumerNodes, selectOwnConsumers } from '@shared/model/select-topology'
import type { WorkerId } from '@shared/model/worker-state'
import { realClock } from '../redis/testing/real-clock'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { createTestManager } from '../redis/testing/test-manager'
import { buildThread } from './testing/build-thread'
import { createGroupOnServer } from './testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from './testing/pool-under-test'
import { createWorkerPool } from './worker-pool'

let server: TestServer
let thread: Awaited<ReturnType<typeof buildThread>>
let test: PoolUnderTest

beforeAll(async () => {
  thread = await buildThread('../worker-thread.ts')
  server = await startRedisServer()
}, 60_000)
beforeEach(async () => {
  test = await openPoolUnderTest(server.port, thread.file)
})
afterEach(() => test.close())
afterAll(async () => {
  await thread.remove()
  await server.stop()
})

const status = (id: WorkerId): string => test.worker(id).status.kind
const FAST = { count: 10, blockMs: 200 } as const

describe('a group that is destroyed under its readers', () => {
  it('parks them, and the one that is started makes it again and reads from its start (SCENARIOS 46)', async () => {
    const group = createGroupOnServer(server)
    const [one, other] = [await test.consumer(group.ref, 'one', FAST), await test.consumer(group.ref, 'other', FAST)]
    await vi.waitFor(() => expect([status(one), status(other)]).toEqual(['running', 'running']), { timeout: 10_000 })
    const ids = await group.add(4)
    await vi.waitFor(async () => expect(await group.pending()).toEqual([]), { timeout: 5000 })
    await server.cli('XGROUP', 'DESTROY', group.ref.key, group.ref.group)
    await vi.waitFor(() => expect([status(one), status(other)]).toEqual(['parked', 'parked']), { timeout: 5000 })
    expect(test.worker(one).status).toMatchObject({ why: expect.stringContaining('NOGROUP'), next: expect.stringContaining('Create the group') })
    const before = test.worker(one).counts.delivered
    test.pool.start(one)
    await vi.waitFor(() => expect(test.worker(one).counts.delivered).toBe(before + ids.length), { timeout: 5000 })
  })

  it('is parked too when the stream is deleted while it waits', async () => {
    const group = createGroupOnServer(server)
    const one = await test.consumer(group.ref, 'one', { count: 10, blockMs: 5000 })
    await group.add(1)
    await vi.waitFor(() => expect(test.worker(one).counts.acked).toBe(1), { timeout: 10_000 })
    await server.cli('DEL', group.ref.key)
    await vi.waitFor(() => expect(status(one)).toBe('parked'), { timeout: 10_000 })
  })
})

describe('two consumers of one name', () => {
  it('are refused, unless that is the fault that is wanted; then both are drawn and the second takes up what the first holds (M19, SCENARIOS 30)', async () => {
    const group = createGroupOnServer(server)
    const first = await test.consumer(group.ref, 'twin', { ...FAST, processing: { kind: 'fixed', ms: 60_000 } })
    const [id = ''] = await group.add(1)
    await vi.waitFor(() => expect(test.worker(first)).toMatchObject({ inFlight: [id] }), { timeout: 10_000 })
    await expect(test.consumer(group.ref, 'twin')).rejects.toMatchObject({ code: 'bad-input' })
    const second = await test.pool.addConsumer({ ...group.ref, name: 'twin', settings: FAST, start: true, duplicateName: true })
    // Its own pending entries are those of its name.
    await vi.waitFor(() => expect(test.worker(second).counts).toMatchObject({ redelivered: 1, acked: 1 }), { timeout: 5000 })
    expect(test.worker(first)).toMatchObject({ inFlight: [id] })
    expect(await group.pending()).toEqual([])
    const own = selectOwnConsumers(test.log.current(), group.ref, group.ref.group)
    const nodes = selectConsumerNodes({ name: group.ref.group, tally: { delivered: 0, redelivered: 0, acked: 0, ackedNothing: 0, failed: 0, claimed: 0, droppedByClaim: 0, skipped: 0, unsubscribed: 0, deadLettered: 0 }, samples: [] }, own)
    expect(nodes.map(({ name, worker, namesakes }) => [name, worker?.id, namesakes])).toEqual([['twin', first, 1], ['twin', second, 1]])
    // It would work for a minute, and the end of the test would wait for it.
    await test.pool.crash(first)
  })
})

describe('a failover under workers', () => {
  it('takes them to the new primary, where they go on (F11, F13)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-test-move-'))
    const connections = createTestManager({ sandboxFolder: folder })
    const { manager } = connections
    const silent = (): void => undefined
    const pool = createWorkerPool({
      sink: connections.log, connection: (id) => manager.get(id), clock: realClock, random: createSeededRandom(3), hostName: 'test-host', commandLog: connections.commandLog, instance: 'test', threadFile: thread.file,
      logger: { debug: silent, info: silent, warn: silent, error: silent }
    })
    try {
      const connection = await manager.openSandbox('program')
      await connections.until(connection, 'ready')
      const group = { connection, key: 'sluice:lab:moving', group: 'g' }
      const producer = await pool.addProducer({ connection, key: group.key, name: 'p', settings: { schedule: { kind: 'rate', perSecond: 50 }, templates: [{ source: 's', fields: [{ name: 'n', value: '{{seq}}' }] }] }, start: true })
      const consumer = await pool.addConsumer({ ...group, name: 'c', settings: FAST, start: true })
      const state = (id: WorkerId) => pool.states().find((worker) => worker.id === id)
      await vi.waitFor(() => expect(state(consumer)?.counts.acked).toBeGreaterThan(10), { timeout: 10_000 })
      await manager.sandbox.addReplica(connection)
      await vi.waitFor(() => expect(connections.stateOf(connection).replica?.link).toBe('up'), { timeout: 15_000 })
      await manager.sandbox.failOver(connection)
      await connections.until(connection, 'ready')
      const acked = state(consumer)?.counts.acked ?? 0
      const added = state(producer)?.counts.added ?? 0
      await vi.waitFor(() => {
        expect(state(consumer)?.counts.acked).toBeGreaterThan(acked + 10)
        expect(state(producer)?.counts.added).toBeGreaterThan(added + 10)
      }, { timeout: 15_000 })
      const clients = String(await manager.get(connection).observer.send(['CLIENT', 'LIST'], { by: 'hand' }))
      expect(clients.match(/name=sluice:test:worker:/g)).toHaveLength(2)
    } finally {
      await pool.dispose()
      await connections.dispose()
      await rm(folder, { recursive: true, force: true })
    }
  }, 60_000)
})
