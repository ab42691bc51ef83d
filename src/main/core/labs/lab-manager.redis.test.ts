import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { StreamRef } from '@shared/model/stream-ref'
import { createOpenIntake } from '../../hosts/shared/intake-server'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { realClock } from '../redis/testing/real-clock'
import { buildThread } from '../workers/testing/build-thread'
import { openPoolUnderTest, type PoolUnderTest } from '../workers/testing/pool-under-test'
import { startLedger, type LedgerServer } from '../ledger/start-ledger'
import { createLabLibrary } from './lab-library'
import { createLabManager, type LabManager } from './lab-manager'

const wait = { timeout: 15_000, interval: 20 }
const KEY = 'sluice:lab:orders'
const silent = (): void => undefined

let server: TestServer
let threads: Awaited<ReturnType<typeof buildThread>>[]
let ledger: LedgerServer
let folder: string
let bench: PoolUnderTest
let labs: LabManager
const watched: StreamRef[] = []

beforeAll(async () => {
  const [redis, worker, database] = await Promise.all([startRedisServer(), buildThread('../worker-thread.ts'), buildThread('../../ledger/ledger-thread.ts')])
  server = redis
  threads = [worker, database]
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-labs-'))
  ledger = await startLedger({ threadFile: database.file })
  bench = await openPoolUnderTest(server.port, worker.file, () => ledger.connect())
  labs = createLabManager({
    sink: bench.log, pool: bench.pool, connection: () => bench.connection, clock: realClock, random: createSeededRandom(5), hostName: 'test-host', openIntake: createOpenIntake(() => 'secret'), observer: { watch: (ref) => void watched.push(ref), unwatch: silent },
    logger: { debug: silent, info: silent, warn: silent, error: silent }, library: createLabLibrary(folder), ledger: async () => ledger
  })
})
afterAll(async () => {
  await labs.dispose()
  await bench.close()
  await ledger.dispose()
  await Promise.all(threads.map((thread) => thread.remove()))
  await rm(folder, { recursive: true, force: true })
  await server.stop()
})

/** Group names and their consumers, as redis-cli lists them. */
async function consumersOnServer(group: string): Promise<string[]> {
  const lines = (await server.cli('XINFO', 'CONSUMERS', KEY, group)).split('\n')
  return lines.filter((_line, index) => lines[index - 1] === 'name').sort()
}

describe('the orders lab', () => {
  it('is one to choose from', async () => {
    expect((await labs.available()).map((lab) => lab.name)).toEqual(['orders', 'incidents', 'eventflow', 'order_stream', 'load', 'idle_limit', 'orders_burst'])
  })

  it('runs one producer and three groups of two consumers on a watched stream', async () => {
    const id = await labs.start({ connection: 'test', name: 'orders' })
    expect(watched).toEqual([{ connection: 'test', key: KEY }, { connection: 'test', key: `${KEY}:dlq` }])
    await vi.waitFor(() => expect(bench.log.current().labs[id]).toMatchObject({ status: 'running', streams: [KEY, `${KEY}:dlq`] }), wait)
    await vi.waitFor(async () => {
      expect(await consumersOnServer('webhook-delivery')).toEqual(['wd-1', 'wd-2'])
      expect(await consumersOnServer('analytics-pipeline')).toEqual(['ap-1', 'ap-2'])
      expect(await consumersOnServer('notification-sender')).toEqual(['ns-1', 'ns-2'])
    }, wait)
    await vi.waitFor(() => {
      const acked = bench.pool.states().flatMap((worker) => (worker.role === 'consumer' ? [`${worker.group} ${worker.counts.acked > 0}`] : []))
      expect([...new Set(acked)].sort()).toEqual(['analytics-pipeline true', 'notification-sender true', 'webhook-delivery true'])
    }, wait)
    await expect(labs.start({ connection: 'test', name: 'orders' })).rejects.toMatchObject({ code: 'not-possible-now' })

    await labs.stop({ lab: id, clean: false })
    expect(bench.pool.states()).toEqual([])
    expect(bench.log.current().labs).toEqual({})
    expect(Number(await server.cli('XLEN', KEY))).toBeGreaterThan(0)
    for (const group of ['webhook-delivery', 'analytics-pipeline', 'notification-sender']) expect(await server.cli('XPENDING', KEY, group)).toMatch(/^0\n/)
  })

  it('a lab that wants a line gets it: for all consumers of the group and for its source, from their first connection on', async () => {
    const text = `
sluice: 1
name: lines
title: Lines
streams: [{ name: lines }]
sources:
  - { kind: producer, name: p, stream: lines, schedule: { perSecond: 50 }, templates: [{ fields: { n: '{{seq}}' } }], link: { fault: latency, ms: 10 } }
groups:
  - { name: far, stream: lines, consumers: [f-1, f-2], handler: { name: h }, link: { fault: idle-drop, afterMs: 60000 } }
  - { name: near, stream: lines, consumers: [n-1], handler: { name: h } }
`
    const id = await labs.start({ connection: 'test', text })
    await vi.waitFor(() => {
      const links = Object.fromEntries(bench.pool.states().map((worker) => [worker.name, worker.link && [worker.link.fault, worker.link.connections]]))
      expect(links).toEqual({
        p: [{ kind: 'latency', ms: 10, jitterMs: 0 }, 1], 'f-1': [{ kind: 'idle-drop', afterMs: 60_000 }, 1], 'f-2': [{ kind: 'idle-drop', afterMs: 60_000 }, 1], 'n-1': undefined
      })
    }, wait)
    await vi.waitFor(() => expect(bench.pool.states().filter((worker) => worker.role === 'consumer' && worker.group === 'far').some((worker) => worker.counts.acked > 0)).toBe(true), wait)
    await labs.stop({ lab: id, clean: true })
  })

  it('takes names of an earlier run over, and cleans up its own keys only', async () => {
    await server.cli('SET', 'sluice:lab:other', 'x')
    const id = await labs.start({ connection: 'test', name: 'orders' })
    await labs.stop({ lab: id, clean: true })
    expect(await server.cli('EXISTS', KEY, 'sluice:lab:other')).toBe('1')
  })

  const crowd = (name: string): string => JSON.stringify({
    sluice: 1, name, title: 'Crowd', streams: [{ name }], groups: [{ name: 'g', stream: name, consumers: Array.from({ length: 12 }, (_, n) => `c-${n}`), handler: { name: 'h' }, reclaim: { by: 'sweeper', everyMs: 60_000, minIdleMs: 60_000 } }]
  })

  it('one that is stopped while it starts is gone with its workers and its sweeper, and whoever started it is told', async () => {
    const starting = labs.start({ connection: 'test', text: crowd('crowd') })
    const refused = expect(starting).rejects.toMatchObject({ code: 'not-possible-now', message: 'The lab crowd was stopped while it started.' })
    await vi.waitFor(() => expect(bench.pool.states().some(({ status }) => status.kind === 'running')).toBe(true), wait)
    const [id = ''] = Object.keys(bench.log.current().labs)
    expect(bench.log.current().labs[id]).toMatchObject({ status: 'starting' })
    await labs.stop({ lab: id, clean: true })
    await refused
    expect([bench.log.current().labs, bench.pool.states()]).toEqual([{}, []])
    expect(bench.pool.sweeperOf({ connection: 'test', key: 'sluice:lab:crowd', group: 'g' })).toMatchObject({ enabled: false })
    expect(await server.cli('EXISTS', 'sluice:lab:crowd')).toBe('0')
    const again = await labs.start({ connection: 'test', text: crowd('crowd') })
    await labs.stop({ lab: again, clean: true })
  })

  it.each([
    ['a cron expression', { sources: [{ kind: 'producer', name: 'p', stream: 'bad', schedule: { cron: 'nonsense' }, templates: [{ fields: { f: 'v' } }] }] }, 'This is no cron expression'],
    ['a placeholder', { sources: [{ kind: 'producer', name: 'p', stream: 'bad', schedule: { perSecond: 1 }, templates: [{ fields: { f: '{{nonsense}}' } }] }] }, 'nonsense'],
    ['a placeholder of a sample', { intake: { stream: 'bad', envelope: { required: ['e'], fields: { e: '{{e}}' }, key: 'e', samples: ['{"e":"{{nonsense}}"}'] } } }, 'A sample of the intake']
  ])('one whose %s cannot be understood is refused before anything is made', async (_what, part, words) => {
    await expect(labs.start({ connection: 'test', text: JSON.stringify({ sluice: 1, name: 'bad', title: 'Bad', streams: [{ name: 'bad' }], groups: [{ name: 'g', stream: 'bad', consumers: ['c'], handler: { name: 'h' } }], ...part }) })).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining(words) as string })
    expect([await server.cli('EXISTS', 'sluice:lab:bad'), bench.log.current().labs]).toEqual(['0', {}])
  })

  it('its workers end when labs are not allowed on its server any more', async () => {
    const id = await labs.start({ connection: 'test', text: crowd('turned') })
    forbid()
    await vi.waitFor(() => expect(bench.pool.states().map(({ status }) => status.kind)).toEqual(Array.from({ length: 12 }, () => 'stopped')), wait)
    allow()
    await labs.stop({ lab: id, clean: true })
  })

  const forbid = (): void => bench.connection.change({ labsAllowed: false, environment: 'production', mode: { kind: 'observe' } })
  const allow = (): void => bench.connection.change({ labsAllowed: true, environment: 'dev', mode: { kind: 'lab' } })

  it('one that cannot start leaves no sweeper at work, and is shown until it is started again', async () => {
    // Its groups and its sweeper are there by then, and its threads are not.
    await expect(labs.start({ connection: 'test', text: crowd('torn') }, forbid)).rejects.toMatchObject({ name: 'Fault' })
    allow()
    expect(bench.pool.sweeperOf({ connection: 'test', key: 'sluice:lab:torn', group: 'g' })).toMatchObject({ enabled: false })
    expect(bench.pool.states()).toEqual([])
    expect(Object.values(bench.log.current().labs)).toMatchObject([{ name: 'torn', status: 'failed', message: expect.any(String) as string }])
    const again = await labs.start({ connection: 'test', text: crowd('torn') })
    expect(Object.values(bench.log.current().labs).map(({ id, status }) => [id, status])).toEqual([[again, 'running']])
    await labs.stop({ lab: again, clean: true })
    expect([await server.cli('EXISTS', 'sluice:lab:torn'), bench.log.current().labs]).toEqual(['0', {}])
  })

  it('one that could not start can be cleared away, with the stream that it had made', async () => {
    await expect(labs.start({ connection: 'test', text: crowd('torn') }, forbid)).rejects.toMatchObject({ name: 'Fault' })
    allow()
    const [id = ''] = Object.keys(bench.log.current().labs)
    expect(await server.cli('EXISTS', 'sluice:lab:torn')).toBe('1')
    await labs.stop({ lab: id, clean: true })
    expect([await server.cli('EXISTS', 'sluice:lab:torn'), bench.log.current().labs]).toEqual(['0', {}])
  })

  it('needs the permission of the connection, and a name that exists', async () => {
    bench.connection.change({ labsAllowed: false, environment: 'production' })
    await expect(labs.start({ connection: 'test', name: 'orders' })).rejects.toMatchObject({ code: 'confirm-needed' })
    bench.connection.change({ labsAllowed: true })
    await expect(labs.start({ connection: 'test', name: 'nope' })).rejects.toMatchObject({ code: 'no-such-lab' })
    await expect(labs.stop({ lab: 'lab-9', clean: false })).rejects.toMatchObject({ code: 'no-such-lab' })
  })
})
