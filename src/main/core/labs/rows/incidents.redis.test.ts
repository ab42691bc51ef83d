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
  expect(groupOf(file, GROUP)).toMatchObject({ read: { count: 10, blockMs: 60_000, noAck: false }, ack: 'after-commit', releaseLock: 'deduplication_key', reclaim: { by: 'nobody' } })
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

  it('A6 a zombie still holds what it was given, seen with its idle time, while the other goes on', async () => {
    const lab = await bench.start(variantOf('incidents', { group: (group) => ({ handler: handler(group, { processing: { fixedMs: 1 }, failureRate: 0 }) }) }))
    await bench.pool.crash(bench.consumer('agent-1').id, 'G2')
    await vi.waitFor(async () => {
      await add(2)
      expect(bench.consumer('agent-1').status.kind).toBe('crashed')
    }, { ...wait, interval: 100 })
    await add(3)
    await vi.waitFor(() => expect(bench.consumer('agent-2').counts.acked).toBeGreaterThan(0), wait)
    const idleOf = async (): Promise<number> => Number((await bench.describe('XINFO', 'CONSUMERS', KEY, GROUP)).find((one) => one.get('name') === 'agent-1')?.get('idle'))
    const first = await idleOf()
    await vi.waitFor(async () => expect(await idleOf()).toBeGreaterThan(first + 50), wait)
    await vi.waitFor(async () => {
      const facts = (await bench.standings(lab)).get(`${KEY}/${GROUP}`)?.group.facts
      expect(facts?.consumers.map(({ name, pending: held }) => [name, held])).toEqual([['agent-1', 1], ['agent-2', 0]])
      expect(facts?.window.rows).toMatchObject([{ consumer: 'agent-1', deliveries: 1 }])
      expect(facts?.window.rows[0]?.idle).toBeGreaterThan(50)
    }, wait)
  })

  it('stopped and cleaned it leaves no key of its own: streams, locks, guards, circuits, and what is beside its dead letters', async () => {
    await bench.cli('SET', 'sluice:lab:lock:other', '1')
    await bench.cli('SET', 'sluice:lab:other', '1')
    const [producer] = builtInLab('incidents').sources
    if (producer === undefined) throw new Error('the lab has no source')
    const fails = variantOf('incidents', {
      sources: [{ ...producer, schedule: { once: 40, gapMs: 0 } }], streams: [{ name: 'flipturn:incidents' }, { name: 'incidents:dlq' }],
      group: (group) => ({
        handler: handler(group, { processing: { fixedMs: 0 }, failureRate: 0.5 }), idempotency: 'guard-first', deadLetter: { afterDeliveries: 3, stream: 'incidents:dlq' }, breaker: { failures: 3, openMs: 60_000 }
      })
    })
    const lab = await bench.start(fails)
    await vi.waitFor(async () => expect([await bench.cli('EXISTS', 'sluice:lab:circuit:agent'), Number(await bench.cli('XLEN', 'sluice:lab:incidents:dlq')) > 0]).toEqual(['1', true]), wait)
    expect((await bench.cli('KEYS', 'sluice:lab:done:*')).split('\n').length).toBeGreaterThan(0)
    await bench.cli('HSET', 'sluice:lab:incidents:dlq:reprocessed', '1-1', '{}')
    await bench.labs.stop({ lab: lab.id, clean: true })
    expect((await bench.cli('KEYS', '*')).split('\n').sort()).toEqual(['sluice:lab:lock:other', 'sluice:lab:other'])
  })
})
