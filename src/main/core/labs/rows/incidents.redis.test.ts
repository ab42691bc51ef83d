import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { builtInLab, groupOf, handler, variantOf } from '../testing/built-in-lab'
import { openLabBench, type LabBench } from '../testing/lab-bench'

// Rows A3–A6 of SYSTEMS; A1 and A2 are in intake-of-lab and open-lab-intake.

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:flipturn:incidents'
const GROUP = 'flipturn-workers'

it('A3, A4, A5 the lab has the published parameters', () => {
  const file = builtInLab('incidents')
  expect(file.streams).toEqual([{ name: 'flipturn:incidents', trim: { maxLen: 10_000, exact: false } }])
  expect(groupOf(file, GROUP)).toMatchObject({ read: { count: 10, blockMs: 60_000, noAck: false, onError: { pauseMs: 5000 } }, ack: 'after-commit', releaseLock: 'deduplication_key', reclaim: { by: 'nobody' } })
  expect(groupOf(file, GROUP)).not.toHaveProperty('retry')
  expect(file.intake).toMatchObject({ stream: 'flipturn:incidents', jobTimeoutMs: 60_000 })
  for (const source of file.sources) expect(source.enqueue).toEqual({ idempotency: 'lock', key: 'deduplication_key', ttlMs: 2 * 60_000 })
})

describe.each(['redis-server', 'built-in'] as const)('incidents on %s', { timeout: 60_000 }, (kind) => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench(kind)
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  const add = (n: number): Promise<string> => bench.cli('XADD', KEY, '*', 'signal', `{"incident_id":"zd-${n}"}`, 'deduplication_key', `zendesk-zd-${n}`)
  const pending = async (): Promise<number> => Number((await bench.cli('XPENDING', KEY, GROUP)).split('\n')[0])

  it.each([
    ['exactly', true, 100, 100],
    ['by whole nodes of the stream', false, 100, 199]
  ] as const)('A3 MAXLEN trims %s: what was pending is gone with its entry, what was unread is lost, and the verdict says so', async (_how, exact, least, most) => {
    const [producer] = builtInLab('incidents').sources
    if (producer === undefined) throw new Error('the lab has no source')
    const lab = await bench.start(variantOf('incidents', {
      streams: [{ name: 'flipturn:incidents', trim: { maxLen: 100, exact } }],
      sources: [{ ...producer, schedule: { once: 450, gapMs: 0 }, enqueue: { idempotency: 'none' } }],
      group: (group) => ({ consumers: ['agent-1'], handler: handler(group, { processing: { fixedMs: 3_600_000 } }) })
    }))
    await vi.waitFor(() => expect(bench.producer('zendesk').counts.added).toBe(450), wait)
    const length = Number(await bench.cli('XLEN', KEY))
    expect(length).toBeGreaterThanOrEqual(least)
    expect(length).toBeLessThanOrEqual(most)
    const held = (await bench.cli('XPENDING', KEY, GROUP, '-', '+', '100')).split('\n').filter((_line, index) => index % 4 === 0)
    expect(held.length).toBeGreaterThan(0)
    for (const id of held) expect(await bench.cli('XRANGE', KEY, id, id)).toBe('')
    const { verdict } = (await bench.standings(lab)).get(`${KEY}/${GROUP}`) ?? {}
    expect(verdict).toMatchObject({ verdict: 'bad', added: { value: 450 }, pending: { value: held.length } })
    expect(verdict?.sentence).toMatch(/left the stream before this group was given them|no longer in the stream/)
  })

  it('A4 one read takes COUNT at most, a blocked read costs no commands, and a stop finishes what is in flight', async () => {
    const lab = await bench.start(variantOf('incidents', { group: (group) => ({ consumers: ['agent-1'], handler: handler(group, { processing: { fixedMs: 400 }, failureRate: 0 }) }) }))
    await vi.waitFor(() => expect(bench.consumer('agent-1').status.kind).toBe('running'), wait)
    const reads = async (): Promise<number> => Number(/cmdstat_xreadgroup:calls=(\d+)/.exec(await bench.cli('INFO', 'commandstats'))?.[1] ?? 0)
    await vi.waitFor(async () => expect(await bench.cli('CLIENT', 'LIST')).toMatch(/ flags=b .*cmd=xreadgroup/), wait)
    const before = await reads()
    // Added in one transaction: all of it is there when the blocked read wakes.
    await bench.observed.connections.get(bench.observed.id).writer.pipeline(Array.from({ length: 25 }, (_, n) => ['XADD', KEY, '*', 'signal', '{}', 'deduplication_key', `k-${n}`]), { by: 'hand' })
    await vi.waitFor(async () => expect(await pending()).toBeGreaterThan(0), wait)
    expect(await pending()).toBeLessThanOrEqual(10)
    expect(await reads() - before).toBeLessThanOrEqual(2)
    await bench.labs.stop({ lab: lab.id, clean: false })
    const settled = bench.sql('SELECT COUNT(*) AS n FROM effects WHERE lab = ?', lab.id)[0]?.['n']
    expect(await pending()).toBe(0)
    const facts = (await bench.describe('XINFO', 'GROUPS', KEY))[0]
    expect(Number(facts?.get('entries-read'))).toBe(Number(settled))
  })

  it('A4 after an error of a read it waits 5 s before it asks again, and after a lost connection too', async () => {
    await bench.start(variantOf('incidents', {}))
    /** Client ids of those that wait inside XREADGROUP, by the worker. */
    const blocked = async (): Promise<Map<string, string>> => new Map([...(await bench.cli('CLIENT', 'LIST')).matchAll(/^id=(\d+) .*name=\S*worker:(\w+) .*flags=b .*cmd=xreadgroup/gm)].map(([, client = '', worker = '']) => [worker, client]))
    await vi.waitFor(async () => expect((await blocked()).size).toBe(2), wait)
    const clients = await blocked()
    const serverTime = async (): Promise<number> => {
      const [seconds, micros] = (await bench.cli('TIME')).split('\n')
      return Number(seconds) * 1000 + Number(micros) / 1000
    }
    /** When the consumer last asked, by the server. */
    const askedAt = async (name: string): Promise<number> => {
      const idle = Number((await bench.describe('XINFO', 'CONSUMERS', KEY, GROUP)).find((one) => one.get('name') === name)?.get('idle'))
      return await serverTime() - idle
    }
    const from = await serverTime()
    await bench.cli('CLIENT', 'UNBLOCK', clients.get(bench.consumer('web-1-1').id) ?? '', 'ERROR')
    await bench.cli('CLIENT', 'KILL', 'ID', clients.get(bench.consumer('web-1-2').id) ?? '')
    await vi.waitFor(() => expect(['web-1-1', 'web-1-2'].map((name) => bench.consumer(name).status.kind)).toEqual(['reconnecting', 'reconnecting']), wait)
    await vi.waitFor(async () => expect((await blocked()).size).toBe(2), wait)
    for (const name of ['web-1-1', 'web-1-2']) {
      const waited = await askedAt(name) - from
      expect(waited).toBeGreaterThanOrEqual(5000)
      expect(waited).toBeLessThan(12_000)
    }
    // Taken back while it runs, it asks again as soon as every other does.
    bench.pool.configureConsumer(bench.consumer('web-1-1').id, { errorPauseMs: null })
    const taken = await serverTime()
    await vi.waitFor(async () => expect(await bench.cli('CLIENT', 'UNBLOCK', (await blocked()).get(bench.consumer('web-1-1').id) ?? '0', 'ERROR')).toBe('1'), wait)
    await vi.waitFor(async () => expect(await askedAt('web-1-1')).toBeGreaterThan(taken), { ...wait, timeout: 4000 })
  })

  it('A5 success is XACK and the lock given back; failure leaves it in the PEL with its lock, until it succeeds', async () => {
    const lab = await bench.start(variantOf('incidents', { group: (group) => ({ consumers: ['agent-1'], handler: handler(group, { processing: { fixedMs: 1 }, failureRate: 0 }) }) }))
    const lock = 'sluice:lab:lock:zendesk-zd-1'
    await bench.cli('SET', lock, '1', 'NX')
    await add(1)
    await vi.waitFor(async () => expect([await bench.cli('EXISTS', lock), await pending()]).toEqual(['0', 0]), wait)
    bench.pool.configureConsumer(bench.consumer('agent-1').id, { failureRate: 1 })
    await bench.cli('SET', lock, '1', 'NX')
    const failing = await add(1)
    await vi.waitFor(() => expect(bench.consumer('agent-1').counts.failed).toBe(1), wait)
    expect([await bench.cli('EXISTS', lock), await pending()]).toEqual(['1', 1])
    expect(bench.sql('SELECT status, attempts FROM deliveries WHERE lab = ? AND event_id = ?', lab.id, failing)).toEqual([{ status: 'failed', attempts: 1 }])

    bench.pool.configureConsumer(bench.consumer('agent-1').id, { failureRate: 0 })
    bench.pool.stop(bench.consumer('agent-1').id)
    await vi.waitFor(() => expect(bench.consumer('agent-1').status.kind).toBe('stopped'), wait)
    bench.pool.start(bench.consumer('agent-1').id)
    await vi.waitFor(async () => expect([await bench.cli('EXISTS', lock), await pending()]).toEqual(['0', 0]), wait)
    expect(bench.sql('SELECT COUNT(*) AS n FROM effects WHERE lab = ?', lab.id)).toEqual([{ n: 2 }])
  })

  it('A6 consumers are named after their host and numbered; a zombie still holds what it was given, seen with its idle time, while the other goes on', async () => {
    const lab = await bench.start(variantOf('incidents', { group: (group) => ({ handler: handler(group, { processing: { fixedMs: 1 }, failureRate: 0 }) }) }))
    await vi.waitFor(async () => expect((await bench.describe('XINFO', 'CONSUMERS', KEY, GROUP)).map((one) => one.get('name'))).toEqual(['web-1-1', 'web-1-2']), wait)
    await bench.pool.crash(bench.consumer('web-1-1').id, 'G2')
    await vi.waitFor(async () => {
      await add(2)
      expect(bench.consumer('web-1-1').status.kind).toBe('crashed')
    }, { ...wait, interval: 100 })
    await add(3)
    await vi.waitFor(() => expect(bench.consumer('web-1-2').counts.acked).toBeGreaterThan(0), wait)
    const idleOf = async (): Promise<number> => Number((await bench.describe('XINFO', 'CONSUMERS', KEY, GROUP)).find((one) => one.get('name') === 'web-1-1')?.get('idle'))
    const first = await idleOf()
    await vi.waitFor(async () => expect(await idleOf()).toBeGreaterThan(first + 50), wait)
    await vi.waitFor(async () => {
      const facts = (await bench.standings(lab)).get(`${KEY}/${GROUP}`)?.group.facts
      expect(facts?.consumers.map(({ name, pending: held }) => [name, held])).toEqual([['web-1-1', 1], ['web-1-2', 0]])
      expect(facts?.window.rows).toMatchObject([{ consumer: 'web-1-1', deliveries: 1 }])
      expect(facts?.window.rows[0]?.idle).toBeGreaterThan(50)
    }, wait)
  })

  it('stopped and cleaned it leaves no key of its own: streams, locks, guards, circuits, and what is beside its dead letters', async () => {
    await bench.cli('SET', 'sluice:lab:lock:other', '1')
    await bench.cli('SET', 'sluice:lab:other', '1')
    const [producer] = builtInLab('incidents').sources
    if (producer === undefined) throw new Error('the lab has no source')
    const text = variantOf('incidents', {
      sources: [{ ...producer, schedule: { once: 5, gapMs: 0 } }], streams: [{ name: 'flipturn:incidents' }, { name: 'incidents:dlq' }],
      group: (group) => ({
        handler: handler(group, { processing: { fixedMs: 0 }, poison: { field: 'signal', contains: 'bad' } }), idempotency: 'guard-first', deadLetter: { afterDeliveries: 3, stream: 'incidents:dlq' }, breaker: { failures: 3, openMs: 60_000 }
      })
    })
    const lab = await bench.start(text)
    await vi.waitFor(async () => expect((await bench.cli('KEYS', 'sluice:lab:done:*')).length).toBeGreaterThan(0), wait)
    await vi.waitFor(async () => {
      // What fails in a row, whatever else comes between, opens the circuit in the end.
      await bench.cli('XADD', KEY, '*', 'signal', 'bad')
      expect([await bench.cli('EXISTS', 'sluice:lab:circuit:agent'), Number(await bench.cli('XLEN', 'sluice:lab:incidents:dlq')) > 0]).toEqual(['1', true])
    }, wait)
    await bench.cli('HSET', 'sluice:lab:incidents:dlq:reprocessed', '1-1', '{}')
    await bench.labs.stop({ lab: lab.id, clean: true })
    expect((await bench.cli('KEYS', '*')).split('\n').sort()).toEqual(['sluice:lab:lock:other', 'sluice:lab:other'])
  })
})
