import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
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
