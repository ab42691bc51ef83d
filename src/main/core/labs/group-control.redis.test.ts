import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { GroupPolicies } from '@shared/labs/lab-file'
import { toStreamId, type GroupRef } from '@shared/model/stream-ref'
import type { GroupSample } from '@shared/model/stream-state'
import { suggestScaleOut, type ScaleOutAdvice } from '@shared/model/suggest-scale-out'
import { createOpenIntake } from '../../hosts/shared/intake-server'
import { startLedger, type LedgerServer } from '../ledger/start-ledger'
import { createObserver, type Observer } from '../observe/observer'
import { realClock } from '../redis/testing/real-clock'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { buildThread } from '../workers/testing/build-thread'
import { openPoolUnderTest, type PoolUnderTest } from '../workers/testing/pool-under-test'
import { consumersIn } from './group-control'
import { createLabLibrary } from './lab-library'
import { createLabManager, type LabManager } from './lab-manager'
import { createScaleOut, type ScaleOut } from './scale-out'

const wait = { timeout: 25_000, interval: 50 }
const silent = (): void => undefined

let server: TestServer
let threads: Awaited<ReturnType<typeof buildThread>>[]
let ledger: LedgerServer
let folder: string
let bench: PoolUnderTest
let observer: Observer
let labs: LabManager
let scaleOut: ScaleOut

beforeAll(async () => {
  const [redis, worker, database] = await Promise.all([startRedisServer(), buildThread('../worker-thread.ts'), buildThread('../../ledger/ledger-thread.ts')])
  server = redis
  threads = [worker, database]
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-control-'))
  ledger = await startLedger({ threadFile: database.file })
  bench = await openPoolUnderTest(server.port, worker.file, () => ledger.connect())
  const { log, pool, connection } = bench
  log.append({ kind: 'connection-changed', connection: connection.state() })
  observer = createObserver({ connection: () => connection, sink: log, clock: realClock, isOwnConsumer: (group, name) => pool.isOwnConsumer(group, name) })
  log.onAppend(({ event }) => observer.noteSeen(event))
  labs = createLabManager({
    sink: log, pool, connection: () => connection, clock: realClock, random: createSeededRandom(5), openIntake: createOpenIntake(() => 'secret'), observer,
    logger: { debug: silent, info: silent, warn: silent, error: silent }, library: createLabLibrary(folder), ledger: async () => ledger
  })
  scaleOut = createScaleOut({ log, labs, clock: realClock })
})
afterAll(async () => {
  await scaleOut.dispose()
  await labs.dispose()
  observer.dispose()
  await bench.close()
  await ledger.dispose()
  await Promise.all(threads.map((thread) => thread.remove()))
  await rm(folder, { recursive: true, force: true })
  await server.stop()
})

let made = 0

interface Running {
  id: string
  ref: GroupRef
  samples: () => readonly GroupSample[]
  names: () => string[]
}

/** A lab of one group and, where `perSecond` is said, one producer. */
async function start({ perSecond, group }: { perSecond?: number; group: string }): Promise<Running> {
  made += 1
  const name = `control-${made}`
  const sources = perSecond === undefined ? '' : `sources: [{ kind: producer, name: p, stream: ${name}, schedule: { perSecond: ${perSecond} }, templates: [{ fields: { n: '{{seq}}' } }] }]\n`
  const text = `sluice: 1\nname: ${name}\ntitle: Control\nstreams: [{ name: ${name} }, { name: '${name}:dlq' }]\n${sources}groups:\n  - { name: g, stream: ${name}, consumers: [g-1], ${group} }\n`
  const id = await labs.start({ connection: 'test', text })
  const ref = { connection: 'test', key: `sluice:lab:${name}`, group: 'g' }
  return {
    id, ref,
    samples: () => bench.log.current().streams[toStreamId(ref)]?.groups.find((each) => each.name === 'g')?.samples ?? [],
    names: () => consumersIn(bench.pool, ref).map((consumer) => consumer.name).sort()
  }
}

const lagOnServer = async ({ ref }: Running): Promise<number> => {
  const lines = (await server.cli('XINFO', 'GROUPS', ref.key)).split('\n')
  return Number(lines[lines.indexOf('lag') + 1])
}
const advice = ({ id, ref, samples }: Running): ScaleOutAdvice => {
  const policy = bench.log.current().labs[id]?.groups[0]?.policies?.scaleOut
  if (policy === undefined) throw new Error('no policy')
  return suggestScaleOut({ policy, samples: samples(), own: consumersIn(bench.pool, ref), now: realClock.now() })
}
const pendingOnServer = async ({ ref }: Running): Promise<number> => Number((await server.cli('XPENDING', ref.key, 'g')).split('\n')[0])

describe('scale-out', () => {
  it('B4, D5: a slow consumer falls behind, others are added one by one until the lag falls, like it, and with its ledger', async () => {
    const lab = await start({ perSecond: 12, group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 150 }, effect: { kind: count, key: n } }, idempotency: ledger, scaleOut: { lagAbove: 10, forMs: 2000, max: 6, do: add }' })
    await vi.waitFor(() => expect(lab.names().length).toBeGreaterThan(1), wait)
    // How many it takes depends on the machine; that they are enough does not.
    const most = (): number => Math.max(...lab.samples().map((each) => each.lag ?? 0))
    await vi.waitFor(async () => expect(await lagOnServer(lab)).toBeLessThan(most() / 2), { timeout: 40_000, interval: 50 })
    const own = consumersIn(bench.pool, lab.ref)
    expect(lab.names()).toEqual(own.map((_consumer, index) => `g-${index + 1}`))
    expect(own.length).toBeLessThanOrEqual(6)
    for (const { settings } of own) expect(settings).toEqual(own[0]?.settings)
    const added = bench.log.current().notices.filter(({ text }) => /^g: lag \d+ → \d+ in \d+ s\. g-\d was added, \d of at most 6\.$/.test(text))
    expect(added).toHaveLength(own.length - 1)
    await vi.waitFor(async () => expect((await ledger.query({ kind: 'count', lab: lab.id }))?.[0]).toMatchObject({ group: 'g', more: 0 }), wait)
    expect(new Set((await ledger.query({ kind: 'effects', lab: lab.id, onlyRepeated: false, limit: 500 }) as { consumer: string }[]).map(({ consumer }) => consumer))).toContain('g-2')
    await labs.stop({ lab: lab.id, clean: true })
    expect(lab.names()).toEqual([])
  }, 90_000)

  it('never goes beyond its maximum, and says that it is reached', async () => {
    const lab = await start({ perSecond: 60, group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 200 } }, scaleOut: { lagAbove: 5, forMs: 1500, max: 2, do: add }' })
    await vi.waitFor(() => expect(lab.names()).toEqual(['g-1', 'g-2']), wait)
    await vi.waitFor(() => expect(advice(lab)).toMatchObject({ kind: 'at-max', max: 2 }), wait)
    expect(lab.names()).toEqual(['g-1', 'g-2'])
    await expect(labs.addConsumer({ lab: lab.id, stream: lab.ref.key, group: 'g', within: 2 })).rejects.toMatchObject({ code: 'not-possible-now' })
    // A person may all the same.
    expect(await labs.addConsumer({ lab: lab.id, stream: lab.ref.key, group: 'g' })).toMatchObject({ name: 'g-3' })
    await labs.stop({ lab: lab.id, clean: true })
  }, 60_000)

  it('M6: while the server says nil for the lag, and it is too far to count, nobody is added', async () => {
    const lab = await start({ group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 60000 } }, scaleOut: { lagAbove: 5, forMs: 1000, max: 5, do: add }' })
    await server.cli('EVAL', "local last for i = 1, 1500 do last = redis.call('XADD', KEYS[1], '*', 'n', i) if i == 700 then redis.call('XDEL', KEYS[1], last) end end return last", '1', lab.ref.key)
    await vi.waitFor(() => {
      const course = lab.samples().slice(-5)
      expect(course).toHaveLength(5)
      expect(course.every(({ lag }) => lag === undefined)).toBe(true)
    }, wait)
    expect(advice(lab)).toMatchObject({ kind: 'unknown' })
    expect(lab.names()).toEqual(['g-1'])
    // Nobody waits for a minute of work.
    for (const { id } of consumersIn(bench.pool, lab.ref)) await bench.pool.crash(id)
    await labs.stop({ lab: lab.id, clean: true })
  }, 60_000)

  it('a suggestion adds nobody by itself', async () => {
    const lab = await start({ perSecond: 60, group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 200 } }, scaleOut: { lagAbove: 5, forMs: 1500, max: 4 }' })
    await vi.waitFor(() => expect(advice(lab)).toMatchObject({ kind: 'add', consumers: 1 }), wait)
    await vi.waitFor(() => expect(lab.samples().length).toBeGreaterThan(5), wait)
    expect(lab.names()).toEqual(['g-1'])
    await labs.stop({ lab: lab.id, clean: true })
  }, 60_000)
})

describe('policies of a running group', () => {
  it('B4: pausing above so many pending is switched on and off while it runs, for a group without policies too', async () => {
    const lab = await start({ perSecond: 40, group: 'read: { count: 1 }, handler: { name: h, processing: { fixedMs: 0 }, failureRate: 1 }' })
    labs.setPolicies({ lab: lab.id, stream: lab.ref.key, group: 'g', policies: { backpressure: { pauseAbovePending: 10 } } })
    expect(bench.log.current().labs[lab.id]?.groups[0]?.policies).toEqual({ backpressure: { pauseAbovePending: 10 } })
    await vi.waitFor(() => expect(consumersIn(bench.pool, lab.ref)[0]?.paused).toMatchObject({ above: 10 }), wait)
    const stood = await pendingOnServer(lab)
    await vi.waitFor(async () => expect(await lagOnServer(lab)).toBeGreaterThan(40), wait)
    expect(await pendingOnServer(lab)).toBe(stood)
    labs.setPolicies({ lab: lab.id, stream: lab.ref.key, group: 'g', policies: {} })
    await vi.waitFor(async () => expect(await pendingOnServer(lab)).toBeGreaterThan(stood + 20), wait)
    await labs.stop({ lab: lab.id, clean: true })
  }, 60_000)

  it('B4: while reading is paused, what is pending is still taken up, by retries and by the sweeper: that is what makes room', async () => {
    const flaky = 'handler: { name: h, processing: { fixedMs: 0 }, failureRate: 1, effect: { kind: count, key: n } }, idempotency: ledger, backpressure: { pauseAbovePending: 5 }'
    for (const group of [`${flaky}, retry: { attempts: 100, baseMs: 300, factor: 1 }`, `${flaky}, reclaim: { by: sweeper, everyMs: 300, minIdleMs: 200 }`, `${flaky}, reclaim: { by: autoclaim-first, minIdleMs: 200 }`]) {
      const lab = await start({ perSecond: 40, group })
      await vi.waitFor(() => expect(consumersIn(bench.pool, lab.ref)[0]?.paused).toMatchObject({ above: 5 }), wait)
      await vi.waitFor(async () => expect(await lagOnServer(lab)).toBeGreaterThan(20), wait)
      for (const { id } of consumersIn(bench.pool, lab.ref)) bench.pool.configureConsumer(id, { failureRate: 0 })
      await vi.waitFor(async () => expect(await lagOnServer(lab)).toBeLessThan(3), wait)
      await vi.waitFor(() => expect(consumersIn(bench.pool, lab.ref)[0]).not.toHaveProperty('paused'), wait)
      await labs.stop({ lab: lab.id, clean: true })
    }
  }, 60_000)

  it('B3, B4: delivered more often than the limit goes to the dead letters, once that is switched on', async () => {
    const lab = await start({ perSecond: 20, group: 'read: { count: 5 }, handler: { name: h, processing: { fixedMs: 0 }, failureRate: 1 }, reclaim: { by: sweeper, everyMs: 300, minIdleMs: 0 }' })
    await vi.waitFor(async () => expect(await pendingOnServer(lab)).toBeGreaterThan(5), wait)
    expect(await server.cli('XLEN', `${lab.ref.key}:dlq`)).toBe('0')
    const stream = lab.ref.key.slice('sluice:lab:'.length)
    labs.setPolicies({ lab: lab.id, stream: lab.ref.key, group: 'g', policies: { deadLetter: { afterDeliveries: 2, stream: `${stream}:dlq` } } })
    await vi.waitFor(async () => expect(Number(await server.cli('XLEN', `${lab.ref.key}:dlq`))).toBeGreaterThan(5), wait)
    // Whoever comes later has it too.
    await labs.addConsumer({ lab: lab.id, stream: lab.ref.key, group: 'g' })
    expect(consumersIn(bench.pool, lab.ref).map(({ settings }) => settings.policies?.deadLetter?.afterDeliveries)).toEqual([2, 2])
    await labs.stop({ lab: lab.id, clean: true })
  }, 60_000)

  const poison = { field: 'order', contains: 'bad' }
  const add = async ({ ref }: Running, ...orders: string[]): Promise<string[]> => Promise.all(orders.map((order) => server.cli('XADD', ref.key, '*', 'order', order)))
  /** Ids and counts of deliveries, as XPENDING has them. */
  const deliveriesOnServer = async ({ ref }: Running): Promise<[string, number][]> => {
    const lines = (await server.cli('XPENDING', ref.key, 'g', '-', '+', '100')).split('\n')
    return Array.from({ length: Math.floor(lines.length / 4) }, (_row, at) => [lines[at * 4] ?? '', Number(lines[at * 4 + 3])])
  }
  const poisons = ({ ref }: Running): unknown[] => consumersIn(bench.pool, ref).map(({ settings }) => settings.policies?.handler.poison)

  /** Changes policies while what was added has been read already, and nothing of it worked on. */
  async function betweenReadAndWork(lab: Running, orders: string[], policies: GroupPolicies): Promise<string[]> {
    const [{ id } = { id: '' }] = consumersIn(bench.pool, lab.ref)
    const heldAt = (gate: string): Promise<void> => vi.waitFor(() => expect(consumersIn(bench.pool, lab.ref)[0]?.status).toMatchObject({ kind: 'held', gate }), wait)
    bench.pool.hold(id, ['G0'])
    await heldAt('G0')
    const ids = await add(lab, ...orders)
    bench.pool.hold(id, ['G1'])
    await heldAt('G1')
    labs.setPolicies({ lab: lab.id, stream: lab.ref.key, group: 'g', policies })
    bench.pool.hold(id, [])
    return ids
  }

  it('poison by predicate: what holds the text fails at each delivery while that is on, all else passes; off, it passes; with dead letters it ends there', async () => {
    const lab = await start({ group: 'read: { count: 5, blockMs: 200 }, handler: { name: h, processing: { fixedMs: 0 } }, reclaim: { by: sweeper, everyMs: 200, minIdleMs: 0 }' })
    const which = { lab: lab.id, stream: lab.ref.key, group: 'g' }
    const [, one = '', , two = ''] = await betweenReadAndWork(lab, ['good-1', 'bad-1', 'good-2', 'bad-2'], { poison })
    expect(bench.log.current().labs[lab.id]?.groups[0]?.policies).toEqual({ poison })
    await vi.waitFor(async () => {
      const rows = await deliveriesOnServer(lab)
      expect(rows.map(([id]) => id).sort()).toEqual([one, two].sort())
      expect(Math.min(...rows.map(([, deliveries]) => deliveries))).toBeGreaterThan(3)
    }, wait)
    labs.setPolicies({ ...which, policies: {} })
    expect(poisons(lab)).toEqual([undefined])
    await vi.waitFor(async () => expect(await pendingOnServer(lab)).toBe(0), wait)
    expect(await server.cli('XLEN', `${lab.ref.key}:dlq`)).toBe('0')
    const deadLetter = { afterDeliveries: 2, stream: `${lab.ref.key.slice('sluice:lab:'.length)}:dlq` }
    await betweenReadAndWork(lab, ['good-3', 'bad-3'], { poison, deadLetter })
    await vi.waitFor(async () => expect(await server.cli('XRANGE', `${lab.ref.key}:dlq`, '-', '+')).toContain('bad-3'), wait)
    await vi.waitFor(async () => expect(await pendingOnServer(lab)).toBe(0), wait)
    expect(await server.cli('XLEN', `${lab.ref.key}:dlq`)).toBe('1')
    // Whoever comes later fails at it too.
    await labs.addConsumer(which)
    expect(poisons(lab)).toEqual([poison, poison])
    await labs.stop({ lab: lab.id, clean: true })
  }, 60_000)

  it('poison of the file is what its switch begins with; off, a retry that was planned before still comes, and a first consumer has none', async () => {
    const lab = await start({ group: 'handler: { name: h, processing: { fixedMs: 0 }, poison: { field: order, contains: bad }, effect: { kind: count } }, idempotency: ledger, retry: { attempts: 3, baseMs: 1500, jitter: 0 }' })
    const which = { lab: lab.id, stream: lab.ref.key, group: 'g' }
    expect(bench.log.current().labs[lab.id]?.groups[0]?.policies).toEqual({ poison })
    await add(lab, 'bad-1')
    await vi.waitFor(() => expect(consumersIn(bench.pool, lab.ref)[0]?.counts).toMatchObject({ failed: 1 }), wait)
    labs.setPolicies({ ...which, policies: {} })
    await vi.waitFor(async () => expect(await pendingOnServer(lab)).toBe(0), wait)
    expect(await ledger.query({ kind: 'deliveries', lab: lab.id, offset: 0, limit: 5 })).toMatchObject([{ status: 'delivered', attempts: 2 }])
    for (const { id } of consumersIn(bench.pool, lab.ref)) {
      await bench.pool.crash(id)
      await bench.pool.remove(id, { deleteConsumer: false })
    }
    await labs.addConsumer(which)
    expect(poisons(lab)).toEqual([undefined])
    await labs.stop({ lab: lab.id, clean: true })
  }, 60_000)

  it('at high rate poison is refused as every policy is, and nothing is shown to be on', async () => {
    const lab = await start({ group: 'read: { count: 1000 }, handler: { name: h, processing: { fixedMs: 0 } }, ackBatch: true, highRate: true' })
    for (const policies of [{ poison }, { backpressure: { pauseAbovePending: 5 } }]) {
      expect(() => labs.setPolicies({ lab: lab.id, stream: lab.ref.key, group: 'g', policies })).toThrow('At high rate no entry is looked at, and the policies of the group would have to look at each.')
    }
    expect(bench.log.current().labs[lab.id]?.groups[0]?.policies).toEqual({})
    await labs.stop({ lab: lab.id, clean: true })
  })

  it('refuses dead letters that lead nowhere, and a circuit breaker without any', async () => {
    const lab = await start({ group: "handler: { name: h }, deadLetter: { afterDeliveries: 3, stream: 'control-8:dlq' }, breaker: {}".replace('control-8', `control-${made + 1}`) })
    const which = { lab: lab.id, stream: lab.ref.key, group: 'g' }
    expect(() => labs.setPolicies({ ...which, policies: { deadLetter: { afterDeliveries: 3, stream: 'elsewhere' } } })).toThrow(/no stream elsewhere/)
    expect(() => labs.setPolicies({ ...which, policies: {} })).toThrow(/circuit breaker/)
    expect(() => labs.setPolicies({ ...which, group: 'none', policies: {} })).toThrow(/no group none/)
    expect(() => labs.setPolicies({ ...which, lab: 'lab-99', policies: {} })).toThrow(/does not run/)
    await labs.stop({ lab: lab.id, clean: true })
  })
})
