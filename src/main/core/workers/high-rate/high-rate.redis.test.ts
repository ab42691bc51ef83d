import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { availableActions } from '@shared/model/worker-availability'
import { GATES, type ConsumerSettings, type Gate, type ProducerSettings, type WorkerId } from '@shared/model/worker-state'
import { startFaultProxy } from '../../redis/testing/fault-proxy'
import { startRedisServer, type TestServer } from '../../redis/testing/redis-server'
import { buildThread } from '../testing/build-thread'
import { createGroupOnServer, type GroupOnServer } from '../testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from '../testing/pool-under-test'

const wait = { timeout: 15_000, interval: 10 }
const HIGH_RATE: Partial<ConsumerSettings> = { highRate: true, count: 1000, ack: 'batch', blockMs: 500 }
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

const consumer = (group: GroupOnServer, settings: Partial<ConsumerSettings> = {}): Promise<WorkerId> => bench.consumer(group.ref, 'A', { ...HIGH_RATE, ...settings })

function producer(group: GroupOnServer, schedule: ProducerSettings['schedule'], settings: Partial<ProducerSettings> = {}, pool = bench.pool): Promise<WorkerId> {
  return pool.addProducer({ connection: 'test', key: group.ref.key, name: 'p', settings: { schedule, templates, highRate: true, trim: { maxLen: 1_000_000, exact: false }, ...settings }, start: true })
}

async function became(id: WorkerId, kind: string, gate?: Gate): Promise<void> {
  await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject(gate === undefined ? { kind } : { kind, gate }), wait)
}

async function cut(worker: WorkerId): Promise<void> {
  const line = (await server.cli('CLIENT', 'LIST')).split('\n').find((text) => text.includes(`worker:${worker} `))
  const clientId = /^id=(\d+) /.exec(line ?? '')?.[1]
  if (clientId !== undefined) await server.cli('CLIENT', 'KILL', 'ID', clientId)
}

/** What events say happened to the entries of a group, as a sum. */
function seen(group: GroupOnServer, kind: 'entries-acked'): number {
  return bench.events.reduce((sum, event) => sum + (event.kind === kind && event.group.key === group.ref.key ? event.count : 0), 0)
}

describe('at high rate', () => {
  it('every entry goes once through XADD, XREADGROUP and XACK, counted exactly, named by the first', async () => {
    const group = createGroupOnServer(server)
    const id = await consumer(group)
    await became(id, 'running')
    const sender = await producer(group, { kind: 'once', size: 25_000 }, { templates: [{ source: 'shop', fields: [{ name: 'type', value: 'order' }, { name: 'n', value: '{{seq}}' }] }] })
    await became(sender, 'stopped')
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(25_000), wait)
    expect(bench.worker(sender)).toMatchObject({ counts: { added: 25_000, errors: 0 }, unknownOutcomes: 0 })
    expect(bench.worker(id).counts).toMatchObject({ delivered: 25_000, redelivered: 0, failed: 0, errors: 0 })
    expect([await server.cli('XLEN', group.ref.key), await group.lag(), await group.pending()]).toEqual(['25000', '0', []])
    const lines = (await server.cli('XREVRANGE', group.ref.key, '+', '-', 'COUNT', '1')).split('\n')
    expect(lines.slice(1)).toEqual(['type', 'order', 'n', '25000'])
    expect(bench.worker(sender)).toMatchObject({ lastId: lines[0] })
    for (const event of bench.events) if (event.kind === 'entries-acked' && event.worker === id) expect(event.ids.length).toBeGreaterThan(0)
  })

  it('the command log shows commands as they were sent, each counted', async () => {
    const group = createGroupOnServer(server)
    const id = await consumer(group)
    await became(id, 'running')
    await producer(group, { kind: 'once', size: 700 })
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(700), wait)
    const { commands } = bench.commandLog.read({ limit: 500, by: ['worker'] })
    const mine = commands.filter(({ command }) => command.includes(group.ref.key))
    expect(mine).toContainEqual(expect.objectContaining({ outcome: 'ok', command: ['XADD', group.ref.key, 'MAXLEN', '~', '1000000', '*', 'n', expect.stringMatching(/^\d+$/)] }))
    expect(mine).toContainEqual(expect.objectContaining({ outcome: 'ok', command: ['XREADGROUP', 'GROUP', 'g', 'A', 'COUNT', '1000', 'BLOCK', '500', 'STREAMS', group.ref.key, '>'] }))
    const sum = (name: string): number => mine.reduce((times, line) => times + (line.command[0] === name ? line.times : 0), 0)
    expect(sum('XADD')).toBe(700)
    expect(sum('XACK')).toBeGreaterThan(0)
  })

  it('drains on stop: nothing pending, every acked entry delivered, no socket left', async () => {
    const group = createGroupOnServer(server)
    const id = await consumer(group)
    const sender = await producer(group, { kind: 'rate', perSecond: 20_000 })
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBeGreaterThan(2000), wait)
    bench.pool.stop(id)
    await became(id, 'stopped')
    expect(await group.pending()).toEqual([])
    expect(bench.worker(id)).toMatchObject({ inFlight: [], inFlightCount: 0 })
    expect(bench.worker(id).counts.acked).toBe(bench.worker(id).counts.delivered)
    bench.pool.stop(sender)
    await became(sender, 'stopped')
    expect(String(bench.worker(sender).counts.added)).toBe(await server.cli('XLEN', group.ref.key))
    const clients = await server.cli('CLIENT', 'LIST')
    for (const worker of [id, sender]) expect(clients).not.toContain(`name=sluice:test:worker:${worker} `)
  })

  it('wakes its blocked read on stop, and holds on to what it holds while held', async () => {
    const group = createGroupOnServer(server)
    const id = await consumer(group, { blockMs: 5000 })
    await vi.waitFor(async () => expect(await server.cli('CLIENT', 'LIST')).toMatch(new RegExp(`name=sluice:test:worker:${id} .* flags=b`)), wait)
    bench.pool.hold(id, ['G4'])
    const [first] = await group.add(1)
    await became(id, 'held', 'G4')
    expect(bench.worker(id)).toMatchObject({ inFlight: [first], inFlightCount: 1 })
    const before = performance.now()
    bench.pool.stop(id)
    await became(id, 'stopped')
    expect(performance.now() - before).toBeLessThan(3000)
    expect(await group.pending()).toEqual([])
  })

  it('can be turned on and off while it runs, with nothing lost', async () => {
    const group = createGroupOnServer(server)
    const id = await consumer(group)
    const sender = await producer(group, { kind: 'rate', perSecond: 5000 })
    for (const highRate of [false, true, false, true]) {
      const before = bench.worker(id).counts.acked
      bench.pool.configureConsumer(id, { highRate })
      bench.pool.configureProducer(sender, { highRate })
      await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBeGreaterThan(before + 500), wait)
    }
    bench.pool.stop(sender)
    await became(sender, 'stopped')
    const added = bench.worker(sender).counts.added
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ acked: added, redelivered: 0, errors: 0 }), wait)
    expect([await server.cli('XLEN', group.ref.key), await group.pending()]).toEqual([String(added), []])
  })

  it('is refused with a sentence where entries have to be looked at', async () => {
    const group = createGroupOnServer(server)
    await expect(consumer(group, { processing: { kind: 'fixed', ms: 5 } })).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('processing time') })
    await expect(consumer(group, { failureRate: 0.1 })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(consumer(group, { ack: 'each' })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(producer(group, { kind: 'once', size: 1 }, { enqueue: { idempotency: 'lock', key: 'n', ttlMs: 1000 } })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(producer(group, { kind: 'once', size: 1 }, { templates: [{ source: 's', fields: [{ name: 'n', value: 'x'.repeat(20_000) }] }] })).rejects.toMatchObject({ code: 'bad-input' })
    expect(await server.cli('EXISTS', group.ref.key)).toBe('0')
    const plain = await bench.consumer(group.ref, 'B', { processing: { kind: 'fixed', ms: 5 } })
    expect(() => bench.pool.configureConsumer(plain, { highRate: true })).toThrow('processing time')
  })
})

describe('its gates are passed once for each read (SCENARIOS 1 and 2)', () => {
  const cases: [Gate, { pending: number; lag: string; delivered: number; acked: number }][] = [
    ['G0', { pending: 0, lag: '3', delivered: 0, acked: 0 }],
    ['G1', { pending: 3, lag: '0', delivered: 0, acked: 0 }],
    ['G2', { pending: 3, lag: '0', delivered: 3, acked: 0 }],
    ['G3', { pending: 3, lag: '0', delivered: 3, acked: 0 }],
    ['G4', { pending: 3, lag: '0', delivered: 3, acked: 0 }],
    ['G5', { pending: 3, lag: '0', delivered: 3, acked: 0 }],
    // One XACK for all of the read, which the server has carried out.
    ['G6', { pending: 0, lag: '0', delivered: 3, acked: 0 }]
  ]
  it.each(cases)('a crash at %s leaves what the server then has', async (gate, expected) => {
    const group = createGroupOnServer(server)
    const ids = await group.add(3)
    const id = await bench.pool.addConsumer({ ...group.ref, name: 'A', start: false, settings: { ...HIGH_RATE, readOwnPendingFirst: false } })
    bench.pool.hold(id, ['G0'])
    bench.pool.start(id)
    await became(id, 'held', 'G0')
    await bench.pool.crash(id, gate)
    if (gate !== 'G0') bench.pool.hold(id, [])
    await became(id, 'crashed', gate)
    expect(await group.pending()).toEqual(ids.slice(0, expected.pending).map((entry) => `${entry} A 1`))
    expect(await group.lag()).toBe(expected.lag)
    expect(bench.worker(id).counts).toMatchObject({ delivered: expected.delivered, acked: expected.acked, failed: 0 })
    bench.pool.hold(id, [])
    bench.pool.configureConsumer(id, { readOwnPendingFirst: true })
    bench.pool.start(id)
    await vi.waitFor(async () => expect([await group.lag(), await group.pending()]).toEqual(['0', []]), wait)
  })

  it('in order, one permit a gate', async () => {
    const group = createGroupOnServer(server)
    const ids = await group.add(2)
    const id = await bench.pool.addConsumer({ ...group.ref, name: 'A', start: false, settings: { ...HIGH_RATE, readOwnPendingFirst: false } })
    bench.pool.hold(id, ['G0'])
    bench.pool.start(id)
    for (const gate of GATES) {
      await became(id, 'held', gate)
      bench.pool.step(id)
    }
    await vi.waitFor(() => expect(bench.worker(id).counts.acked).toBe(2), wait)
    const reached = bench.events.flatMap((event) => (event.kind === 'gate-reached' && event.worker === id ? [`${event.gate} ${event.id ?? ''}`.trim()] : []))
    expect(reached.slice(0, 7)).toEqual(['G0', `G1 ${ids[1]}`, `G2 ${ids[0]}`, `G3 ${ids[0]}`, `G4 ${ids[0]}`, `G5 ${ids[0]}`, `G6 ${ids[0]}`])
    bench.pool.hold(id, [])
  })

  it('a freeze makes a zombie whose XACK finds nothing, which is told (SCENARIOS 11)', async () => {
    const group = createGroupOnServer(server)
    const id = await consumer(group, { readOwnPendingFirst: false })
    bench.pool.hold(id, ['G5'])
    const [entry = ''] = await group.add(1)
    await became(id, 'held', 'G5')
    bench.pool.freeze(id)
    await became(id, 'frozen')
    await server.cli('XACK', group.ref.key, 'g', entry)
    bench.pool.hold(id, [])
    bench.pool.resume(id)
    await vi.waitFor(() => expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'entries-acked', worker: id, count: 0, nothing: 1, ids: [] })), wait)
  })
})

describe('faults at high rate', () => {
  it.each([
    ['group', (key: string) => ['XGROUP', 'DESTROY', key, 'g'], /^NOGROUP/],
    ['stream', (key: string) => ['DEL', key], /^NOGROUP/],
    ['type', (key: string) => ['SET', key, 'a string'], /^(WRONGTYPE|NOGROUP)/]
  ] as const)('%s gone under a blocked read: parks with the server\'s words (TRUST F16, F17)', async (_what, command, why) => {
    const group = createGroupOnServer(server)
    const id = await consumer(group, { blockMs: 5000 })
    await vi.waitFor(async () => expect(await server.cli('CLIENT', 'LIST')).toMatch(new RegExp(`name=sluice:test:worker:${id} .* flags=b`)), wait)
    await server.cli(...command(group.ref.key))
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'parked', why: expect.stringMatching(why) }), wait)
  })

  it('memory full: the producer waits and goes on, and what it counts is what is there (TRUST F10)', async () => {
    const group = createGroupOnServer(server)
    const sender = await producer(group, { kind: 'rate', perSecond: 20_000 })
    await vi.waitFor(() => expect(bench.worker(sender).counts.added).toBeGreaterThan(500), wait)
    await server.cli('CONFIG', 'SET', 'maxmemory', '1')
    await vi.waitFor(() => expect(bench.worker(sender).status).toMatchObject({ kind: 'reconnecting', message: expect.stringMatching(/^OOM/) }), wait)
    const before = bench.worker(sender).counts.added
    await server.cli('CONFIG', 'SET', 'maxmemory', '0')
    await vi.waitFor(() => expect(bench.worker(sender).counts.added).toBeGreaterThan(before), wait)
    bench.pool.stop(sender)
    await became(sender, 'stopped')
    expect(bench.worker(sender).counts.errors).toBeGreaterThan(0)
    expect(bench.worker(sender).unknownOutcomes).toBe(0)
    expect(String(bench.worker(sender).counts.added)).toBe(await server.cli('XLEN', group.ref.key))
  })

  it('a cut in the middle of a write: each XADD is added, failed or unknown, and none is sent twice (TRUST C2)', async () => {
    const proxy = await startFaultProxy(server.port)
    const other = await openPoolUnderTest(proxy.port, thread.file)
    const group = createGroupOnServer(server)
    const sender = await producer(group, { kind: 'rate', perSecond: 20_000 }, {}, other.pool)
    for (let cuts = 1; cuts <= 3; cuts++) {
      const before = other.worker(sender).counts.added
      await vi.waitFor(() => expect(other.worker(sender).counts.added).toBeGreaterThan(before + 1000), wait)
      proxy.become({ kind: 'cut', afterBytes: 5000 })
      await vi.waitFor(() => expect(other.worker(sender).status.kind).toBe('reconnecting'), wait)
      proxy.become({ kind: 'none' })
      await vi.waitFor(() => expect(other.worker(sender).status.kind).toBe('running'), wait)
    }
    other.pool.stop(sender)
    await vi.waitFor(() => expect(other.worker(sender).status.kind).toBe('stopped'), wait)
    const { counts, unknownOutcomes } = other.worker(sender)
    const length = Number(await server.cli('XLEN', group.ref.key))
    expect(unknownOutcomes).toBeGreaterThan(0)
    expect(length).toBeGreaterThanOrEqual(counts.added)
    expect(length).toBeLessThanOrEqual(counts.added + unknownOutcomes)
    // Numbers are given in turn: one that stands there twice was sent twice.
    const numbers = (await server.cli('XRANGE', group.ref.key, '-', '+')).split('\n').filter((_line, index) => index % 3 === 2)
    expect(new Set(numbers).size).toBe(numbers.length)
    await other.close()
    await proxy.close()
  })

  it('XACK sent and its reply lost: it is sent again, and nothing is worked on twice (TRUST C4)', async () => {
    const group = createGroupOnServer(server)
    const id = await consumer(group, { readOwnPendingFirst: false })
    bench.pool.hold(id, ['G5'])
    await group.add(3)
    await became(id, 'held', 'G5')
    await cut(id)
    bench.pool.hold(id, [])
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ delivered: 3, redelivered: 0, acked: 3 }), wait)
    expect(await group.pending()).toEqual([])
  })

  it('random crashes, freezes, stops and cuts lose nothing: every entry is settled, and each was seen to be but for crashes and stops without a connection (TRUST I12, I13)', async () => {
    const step = fc.record({ kind: fc.constantFrom('crash' as const, 'freeze' as const, 'resume' as const, 'stop' as const, 'start' as const, 'cut' as const, 'wait' as const), who: fc.nat(2), at: fc.option(fc.constantFrom<Gate>('G1', 'G2', 'G4', 'G5', 'G6'), { nil: undefined }) })
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
      const group = createGroupOnServer(server)
      const sender = await producer(group, { kind: 'rate', perSecond: 10_000 })
      const consumers = await Promise.all(['a', 'b', 'c'].map((name) => bench.consumer(group.ref, name, { ...HIGH_RATE, count: 100, blockMs: 200 })))
      const revive = async (): Promise<void> => {
        await vi.waitFor(() => {
          for (const id of consumers) {
            const { kind } = bench.worker(id).status
            if (kind === 'frozen') bench.pool.resume(id)
            else if (kind === 'stopped' || kind === 'crashed') bench.pool.start(id)
            expect(kind).toBe('running')
          }
        }, wait)
      }
      for (const { kind, who, at } of steps) {
        const id = consumers[who] ?? ''
        const before = bench.worker(sender).counts.added
        if (kind === 'wait') await vi.waitFor(() => expect(bench.worker(sender).counts.added).toBeGreaterThan(before + 500), wait)
        else if (kind === 'cut') await cut(id)
        else if (availableActions(bench.worker(id))[kind] !== undefined) continue
        else if (kind === 'crash') await bench.pool.crash(id, at)
        else bench.pool[kind](id)
      }
      bench.pool.stop(sender)
      await vi.waitFor(async () => {
        await revive()
        expect([await group.lag(), await group.pending()]).toEqual(['0', []])
      }, wait)
      await bench.pool.drain(consumers, 10_000)
      const added = Number(await server.cli('XLEN', group.ref.key))
      const { counts, unknownOutcomes } = bench.worker(sender)
      expect([counts.added, unknownOutcomes]).toEqual([added, 0])
      const acked = seen(group, 'entries-acked')
      expect(acked).toBeLessThanOrEqual(added)
      // A crash takes with it what was not reported yet. A cut does not: the XACK is sent again, and finds nothing. Unless it is to stop: then it connects no more, and what became of its last XACK it does not know.
      const wasCut = new Set(steps.flatMap(({ kind, who }) => (kind === 'cut' ? [who] : [])))
      const mayForget = steps.some(({ kind, who }) => kind === 'crash' || (kind === 'stop' && wasCut.has(who)))
      const nothing = bench.events.reduce((sum, event) => sum + (event.kind === 'entries-acked' && event.group.key === group.ref.key ? event.nothing : 0), 0)
      if (!mayForget) expect(acked + nothing).toBeGreaterThanOrEqual(added)
      for (const id of [sender, ...consumers]) {
        await became(id, 'stopped')
        await bench.pool.remove(id, { deleteConsumer: false })
      }
      bench.events.length = 0
    }), { numRuns: 6, interruptAfterTimeLimit: 30_000 })
  }, 90_000)
})
