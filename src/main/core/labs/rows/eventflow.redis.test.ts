import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LabFileGroup } from '@shared/labs/lab-file'
import { selectOpenDeliveries } from '@shared/model/select-open-deliveries'
import { selectSubscriptions } from '@shared/model/select-subscriptions'
import { toEntryId } from '@shared/redis/entry-id'
import { redriveLetter } from '../../actions/dead-letters/redrive-letter'
import { createMetrics } from '../../metrics/create-metrics'
import { realClock } from '../../redis/testing/real-clock'
import { builtInLab, handler, variantOf } from '../testing/built-in-lab'
import { openLabBench, type LabBench } from '../testing/lab-bench'

// Rows C1–C6 of SYSTEMS.

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:eventflow:events'
const DLQ = 'sluice:lab:eventflow:dlq'

it('C1, C2, C3, C4 the lab has the published parameters', () => {
  const { groups } = builtInLab('eventflow')
  expect(groups.map((group) => group.handler.name)).toEqual(['email', 'notification', 'analytics', 'webhook'])
  for (const group of groups) {
    expect(group).toMatchObject({ read: { count: 10, blockMs: 5000 }, ack: 'after-commit', reclaim: { by: 'autoclaim-first', count: 10 }, breaker: { failures: 5, openMs: 60_000 }, deadLetter: { stream: 'eventflow:dlq' } })
    if (group.retry !== undefined) expect(group.retry).toMatchObject({ attempts: 3, baseMs: 1000, factor: 2, jitter: 0.5 })
  }
  expect(groups.filter((group) => group.retry !== undefined).length).toBe(3)
})

describe.each(['redis-server', 'built-in'] as const)('eventflow on %s', { timeout: 60_000 }, (kind) => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench(kind)
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  const add = (type: string, id: string): Promise<string> => bench.cli('XADD', KEY, '*', 'type', type, 'source', 'api', 'correlation_id', id, 'payload', '{"n":1}')
  const pending = async (group: string): Promise<number> => Number((await bench.cli('XPENDING', KEY, group)).split('\n')[0])
  /** One handler without failures of its own and without waiting; the rest as in the file. */
  const only = (name: string, change: (group: LabFileGroup) => Partial<LabFileGroup> = () => ({})): string => variantOf('eventflow', {
    groups: [name], group: (group) => ({ handler: handler(group, { processing: { fixedMs: 0 }, failureRate: 0 }), ...change(group) })
  })

  it('C1 each turn claims what lies idle before it reads: a dead worker’s entry is worked off by another, once', async () => {
    const lab = await bench.start(only('email', (group) => ({ read: { ...group.read, blockMs: 100 }, reclaim: { by: 'autoclaim-first', minIdleMs: 200, count: 10 } })))
    await bench.pool.crash(bench.consumer('email-1').id, 'G4')
    await vi.waitFor(async () => {
      await add('invoice.due', 'x')
      expect(bench.consumer('email-1').status.kind).toBe('crashed')
    }, { ...wait, interval: 100 })
    await vi.waitFor(async () => expect(await pending('email')).toBe(0), wait)
    await vi.waitFor(() => expect(bench.consumer('email-2').counts).toMatchObject({ redelivered: 1, skipped: 1 }), wait)
    expect(bench.sql('SELECT event_id FROM effects WHERE lab = ? GROUP BY event_id HAVING COUNT(*) > 1', lab.id)).toEqual([])
    await vi.waitFor(async () => expect((await bench.standings(lab)).get(`${KEY}/email`)?.verdict.verdict).toBe('good'), wait)
  })

  it('C2 five failures open the circuit in Redis, what comes then goes to the dead letters, and after its time one success closes it', async () => {
    await bench.start(only('webhook', (group) => ({ consumers: ['webhook-1'], handler: handler(group, { processing: { fixedMs: 0 }, failureRate: 1 }), retry: undefined, breaker: { failures: 5, openMs: 1500 } })))
    const circuit = async (): Promise<string> => (await bench.cli('HMGET', 'sluice:lab:circuit:webhook', 'state', 'failures')).replace('\n', ' ')
    for (let n = 0; n < 5; n++) {
      expect(await circuit()).not.toContain('open')
      await add('order.placed', `f-${n}`)
      await vi.waitFor(() => expect(bench.consumer('webhook-1').counts.failed).toBe(n + 1), wait)
    }
    await vi.waitFor(async () => expect(await circuit()).toBe('open 5'), wait)
    const shorted = await add('order.placed', 'shorted')
    await vi.waitFor(async () => expect(await bench.cli('XLEN', DLQ)).toBe('1'), wait)
    const letter = await bench.cli('XRANGE', DLQ, '-', '+')
    expect(letter).toContain(`dlq:id\n${shorted}\n`)
    expect(letter).toContain('dlq:deliveries\n1\ndlq:attempts\nunknown\ndlq:reason\nThe circuit of webhook is open.\ndlq:error\nunknown\n')
    bench.pool.configureConsumer(bench.consumer('webhook-1').id, { failureRate: 0 })
    await vi.waitFor(async () => {
      await add('order.placed', 'trial')
      expect(await bench.cli('EXISTS', 'sluice:lab:circuit:webhook')).toBe('0')
    }, { ...wait, interval: 200 })
    await vi.waitFor(() => {
      const kinds = bench.events.flatMap((event) => (event.kind === 'breaker-changed' && event.handler === 'webhook' ? [event.breaker.kind] : []))
      expect(kinds.filter((one, index) => one !== kinds[index - 1])).toEqual(['closed', 'open', 'half-open', 'closed'])
    }, wait)
  })

  it('C2 what was done before an open circuit is not buried by it: a crash between commit and ack leaves no letter and one effect', async () => {
    const lab = await bench.start(only('email', () => ({ consumers: ['email-1'] })))
    await bench.pool.crash(bench.consumer('email-1').id, 'G4')
    const id = await add('invoice.due', 'corr-2')
    await vi.waitFor(() => expect(bench.consumer('email-1').status.kind).toBe('crashed'), wait)
    await bench.cli('HSET', 'sluice:lab:circuit:email', 'state', 'open', 'opened_at', String(Date.now()), 'failures', '5')
    bench.pool.start(bench.consumer('email-1').id)
    await vi.waitFor(async () => expect(await pending('email')).toBe(0), wait)
    expect([await bench.cli('XLEN', DLQ), await bench.cli('HGET', 'sluice:lab:circuit:email', 'state')]).toEqual(['0', 'open'])
    expect(bench.sql('SELECT event_id FROM effects WHERE lab = ?', lab.id)).toEqual([{ event_id: id }])
  })

  it('C3, C5 each delivery keeps its attempts, its last error and its next time, which backs off with jitter; the third failure buries it', async () => {
    const lab = await bench.start(only('email', (group) => ({ consumers: ['email-1'], handler: handler(group, { processing: { fixedMs: 0 }, failureRate: 1 }), retry: { attempts: 3, baseMs: 300, factor: 2, maxMs: 60_000, jitter: 0.5 } })))
    const id = await add('invoice.due', 'corr-1')
    const delivery = () => bench.sql('SELECT status, attempts, last_error, next_retry_at FROM deliveries WHERE lab = ? AND event_id = ?', lab.id, id)
    await vi.waitFor(() => expect(delivery()).toMatchObject([{ status: 'failed', attempts: 1, last_error: 'email failed (simulated).', next_retry_at: expect.any(Number) as unknown }]), wait)
    await vi.waitFor(() => expect(delivery()).toMatchObject([{ status: 'dead', attempts: 3, next_retry_at: null }]), wait)
    const plans = bench.events.flatMap((event) => (event.kind === 'retry-planned' ? [event] : []))
    expect(plans.map(({ attempts, of }) => [attempts, of])).toEqual([[1, 3], [2, 3]])
    expect(await pending('email')).toBe(0)
    expect(bench.sql('SELECT type, source, correlation_id, created_at, processed_at FROM events WHERE lab = ?', lab.id)).toEqual([{ type: 'invoice.due', source: 'api', correlation_id: 'corr-1', created_at: Number(id.split('-')[0]), processed_at: null }])
    const subscriptions = selectSubscriptions(bench.observed.log.current(), lab)
    expect(subscriptions.map(({ type, handler: of, group, endpoint, active }) => [type, of, group, endpoint, active])).toEqual([['user.registered', 'email', 'email', 'ledger: notify by correlation_id', true], ['invoice.due', 'email', 'email', 'ledger: notify by correlation_id', true]])
    expect(subscriptions[0]?.configs).toMatchObject([{ consumers: ['email-1'], config: { retry: { attempts: 3, baseMs: 300 }, reclaim: { by: 'autoclaim-first' }, deadLetter: { afterDeliveries: 5 }, breaker: { failures: 5, openMs: 60_000 }, failureRate: 1 } }])
  })

  it.each(['email', 'analytics'])('C5 a type of %s that is switched off is skipped and acked by every consumer of the group at once, and the verdict knows that nothing was wanted', async (name) => {
    const lab = await bench.start(only(name, (group) => ({ consumers: ['one', 'two'], read: { ...group.read, count: 1 } })))
    const [of] = lab.groups
    const counts = (): number => bench.consumer('one').counts.skipped + bench.consumer('two').counts.skipped
    const effects = () => bench.sql('SELECT key FROM effects WHERE lab = ? ORDER BY n', lab.id)
    await add('invoice.due', 'wanted')
    await vi.waitFor(() => expect(effects()).toEqual([{ key: 'wanted' }]), wait)
    const turn = (active: boolean): void => bench.labs.setSubscription({ lab: lab.id, stream: KEY, group: of?.group ?? '', type: 'invoice.due', active })
    turn(false)
    const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => add('invoice.due', `off-${n}`)))
    await vi.waitFor(() => expect(counts()).toBe(8), wait)
    expect(await pending(name)).toBe(0)
    expect(bench.sql('SELECT event_id FROM unwanted WHERE lab = ?', lab.id).map((row) => row['event_id'])).toEqual(expect.arrayContaining(ids))
    await add('user.registered', 'other')
    await vi.waitFor(() => expect(effects()).toEqual([{ key: 'wanted' }, { key: 'other' }]), wait)
    await vi.waitFor(async () => expect((await bench.standings(lab)).get(`${KEY}/${name}`)?.verdict).toMatchObject({ verdict: 'good', effects: { once: 2 } }), wait)
    const { worker } = await bench.labs.addConsumer({ lab: lab.id, stream: KEY, group: name })
    expect(bench.pool.states().find((state) => state.id === worker)).toMatchObject({ settings: { policies: { handler: { inactive: ['invoice.due'] } } } })
    expect(bench.events.flatMap((event) => (event.kind === 'entries-skipped' ? [event.why] : [])).every((why) => why === 'switched-off')).toBe(true)
    turn(true)
    await add('invoice.due', 'again')
    await vi.waitFor(() => expect(effects()).toEqual([{ key: 'wanted' }, { key: 'other' }, { key: 'again' }]), wait)
    expect(selectSubscriptions(bench.observed.log.current(), bench.observed.log.current().labs[lab.id] ?? lab).every(({ active }) => active)).toBe(true)
  })

  it('C5 a file switches types off from the start, and a failed entry whose type is switched off is settled without another attempt', async () => {
    const lab = await bench.start(only('email', (group) => ({ consumers: ['email-1'], handler: handler(group, { processing: { fixedMs: 0 }, failureRate: 1, inactive: ['user.registered'] }), retry: { attempts: 3, baseMs: 500, factor: 2, maxMs: 60_000, jitter: 0 } })))
    await add('user.registered', 'off')
    const id = await add('invoice.due', 'failing')
    const delivery = () => bench.ledger.query({ kind: 'deliveries', lab: lab.id, limit: 5, open: [] })
    await vi.waitFor(async () => expect(await delivery()).toMatchObject([{ id, status: 'failed', attempts: 1 }]), wait)
    bench.labs.setSubscription({ lab: lab.id, stream: KEY, group: 'email', type: 'invoice.due', active: false })
    await vi.waitFor(async () => expect(await delivery()).toMatchObject([{ id, status: 'failed', attempts: 1, unwanted: true, nextRetryAt: undefined }]), wait)
    await vi.waitFor(async () => expect(await pending('email')).toBe(0), wait)
    await vi.waitFor(async () => expect((await bench.standings(lab)).get(`${KEY}/email`)?.verdict).toMatchObject({ verdict: 'good', effects: { once: 0, never: { value: 0 } } }), wait)
    expect(() => bench.labs.setSubscription({ lab: lab.id, stream: KEY, group: 'email', type: 'x', active: false })).toThrow('email has no subscription to x.')
  })

  it('C5 what waits for a consumer is pending by the server’s word, and what it is at is processing by its own', async () => {
    const lab = await bench.start(only('email', () => ({ consumers: ['email-1'] })))
    bench.pool.hold(bench.consumer('email-1').id, ['G3'])
    const ids = await Promise.all([add('invoice.due', 'a'), add('invoice.due', 'b')])
    const { log, observer, id: connection } = bench.observed
    await vi.waitFor(async () => {
      await observer.readNow({ connection, key: KEY })
      const rows = await bench.ledger.query({ kind: 'deliveries', lab: lab.id, limit: 5, open: selectOpenDeliveries(log.current(), lab) })
      // The consumer may have been given one entry, or both in one read.
      expect(rows.map(({ id, status, source }) => [id, status, source.kind])).toContainEqual([ids[0], 'processing', 'worker'])
      for (const row of rows) if (row.id !== ids[0]) expect(row).toMatchObject({ status: 'pending', attempts: 0, source: { kind: 'server', consumer: 'email-1', deliveries: 1 } })
    }, wait)
    bench.pool.hold(bench.consumer('email-1').id, [])
    await vi.waitFor(async () => {
      expect(await pending('email')).toBe(0)
      await observer.readNow({ connection, key: KEY })
      const rows = await bench.ledger.query({ kind: 'deliveries', lab: lab.id, limit: 5, open: selectOpenDeliveries(log.current(), lab) })
      expect(rows.map(({ status }) => status)).toEqual(['delivered', 'delivered'])
    }, wait)
  })

  it.each([
    ['crashed and started again', true],
    ['crashed and started again, without reading its own pending entries first', false],
    ['cut off from the server', true]
  ] as const)('C3 a consumer that is %s tries again at the time that was kept, and not before', async (how, ownPendingFirst) => {
    const lab = await bench.start(only('email', (group) => ({
      consumers: ['email-1'], read: { ...group.read, ownPendingFirst }, handler: handler(group, { processing: { fixedMs: 0 }, failureRate: 1 }), retry: { attempts: 3, baseMs: 4000, factor: 1, maxMs: 60_000, jitter: 0 }
    })))
    const id = await add('invoice.due', 'corr-6')
    const delivery = () => bench.sql('SELECT attempts, next_retry_at FROM deliveries WHERE lab = ? AND event_id = ?', lab.id, id)
    await vi.waitFor(() => expect(delivery()).toMatchObject([{ attempts: 1, next_retry_at: expect.any(Number) as unknown }]), wait)
    await vi.waitFor(() => expect(bench.consumer('email-1').counts.failed).toBe(1), wait)
    const kept = Number(delivery()[0]?.['next_retry_at'])
    const worker = bench.consumer('email-1').id
    if (how === 'cut off from the server') {
      const client = new RegExp(`^id=(\\d+) .*worker:${worker} `, 'm').exec(await bench.cli('CLIENT', 'LIST'))?.[1] ?? ''
      await bench.cli('CLIENT', 'KILL', 'ID', client)
    } else {
      await bench.pool.crash(worker)
      await vi.waitFor(() => expect(bench.consumer('email-1').status.kind).toBe('crashed'), wait)
      bench.pool.start(worker)
    }
    // It goes on with what is new meanwhile, so it is not the reading that waits.
    const after = await add('invoice.due', 'corr-7')
    await vi.waitFor(() => expect(bench.sql('SELECT attempts FROM deliveries WHERE lab = ? AND event_id = ?', lab.id, after)).toEqual([{ attempts: 1 }]), wait)
    const failures = (): number[] => bench.events.flatMap((event) => (event.kind === 'entries-failed' && event.ids.includes(toEntryId(id)) ? [event.at ?? 0] : []))
    await vi.waitFor(() => expect(failures()).toHaveLength(2), wait)
    // A report has the time of the first thing in it, at most 50 ms before.
    expect(failures()[1]).toBeGreaterThanOrEqual(kept - 60)
    expect(delivery()).toMatchObject([{ attempts: 2 }])
  })

  it('C4 a dead letter keeps event, handler, error, attempts and failed-at; edited and reprocessed it is delivered, and marked with when', async () => {
    const lab = await bench.start(only('email', (group) => ({ consumers: ['email-1'], handler: handler(group, { processing: { fixedMs: 0 }, failureRate: 0, poison: { field: 'payload', contains: '"n":1' } }), retry: { attempts: 2, baseMs: 20, factor: 2, maxMs: 60_000, jitter: 0 } })))
    const id = await add('invoice.due', 'corr-4')
    await vi.waitFor(async () => expect(await bench.cli('XLEN', DLQ)).toBe('1'), wait)
    const lines = (await bench.cli('XRANGE', DLQ, '-', '+')).split('\n')
    const field = (name: string): string | undefined => lines[lines.indexOf(name) + 1]
    expect([field('dlq:id'), field('dlq:handler'), field('dlq:error'), field('dlq:attempts'), field('correlation_id')]).toEqual([id, 'email', 'Poison: payload contains ""n":1".', '2', 'corr-4'])
    expect(Date.parse(field('dlq:failed-at') ?? '')).toBeGreaterThan(0)
    const letter = toEntryId(lines[0] ?? '')
    const { connections, id: connection, log } = bench.observed
    const fields = [{ name: 'type', value: 'invoice.due' }, { name: 'correlation_id', value: 'corr-4' }, { name: 'payload', value: '{"n":2}' }]
    expect(await redriveLetter(connections.get(connection), log, { connection, key: DLQ }, { id: letter, fields })).toMatchObject({ kind: 'ok' })
    await vi.waitFor(() => expect(bench.sql('SELECT key FROM effects WHERE lab = ?', lab.id)).toEqual([{ key: 'corr-4' }]), wait)
    expect(JSON.parse(await bench.cli('HGET', `${DLQ}:reprocessed`, letter))).toMatchObject({ at: expect.any(Number) as unknown, stream: KEY })
    await vi.waitFor(async () => expect((await bench.standings(lab)).get(`${KEY}/email`)?.verdict).toMatchObject({ verdict: 'good', deadLettered: { value: 1 }, effects: { once: 1 } }), wait)
  })

  it('C6 the metrics have the published names and buckets, and count what the server and the ledger count', async () => {
    const metrics = createMetrics({ log: bench.observed.log, pool: bench.pool, clock: realClock, letterStreams: () => [] })
    const lab = await bench.start(variantOf('eventflow', { sources: builtInLab('eventflow').sources.map((source) => ({ ...source, schedule: { once: 20, gapMs: 0 } })), group: (group) => ({ handler: handler(group, { processing: { fixedMs: 1 }, failureRate: 0 }) }) }))
    await vi.waitFor(async () => {
      for (const { group } of lab.groups) expect([await pending(group), (await bench.describe('XINFO', 'GROUPS', KEY)).find((one) => one.get('name') === group)?.get('lag')]).toEqual([0, '0'])
      expect(await bench.cli('XLEN', KEY)).toBe('40')
    }, wait)
    const sum = (text: string, start: string): number => [...text.matchAll(/^(\S+) ([\d.]+)$/gm)].reduce((total, [, series, value]) => total + (series?.startsWith(start) === true ? Number(value) : 0), 0)
    await vi.waitFor(async () => {
      await bench.standings(lab)
      const text = metrics.scrape({ consumers: false })
      expect(sum(text, 'eventflow_events_published_total{')).toBe(40)
      const effects = Number(bench.sql('SELECT COUNT(*) AS n FROM effects WHERE lab = ?', lab.id)[0]?.['n'])
      const processed = [...text.matchAll(/^eventflow_events_processed_total\{.*status="success"\} (\d+)$/gm)].reduce((total, [, value]) => total + Number(value), 0)
      expect(processed).toBe(effects)
      expect(text).toMatch(/^eventflow_consumer_lag\{consumer_group="email"\} 0$/m)
    }, wait)
    const text = metrics.scrape({ consumers: false })
    const buckets = [...text.matchAll(/eventflow_processing_seconds_bucket\{.*handler="analytics",le="([^"]+)"\}/g)].map(([, le]) => le)
    expect([...new Set(buckets)]).toEqual(['0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'])
    for (const name of ['eventflow_dlq_depth', 'eventflow_circuit_opened_total']) expect(text).toContain(`# TYPE ${name} `)
  })
})

describe('eventflow through a crash and a server that stands still or ends', () => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench('redis-server', { args: ['--appendonly', 'yes', '--appendfsync', 'always'] })
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  it.each(['stands still', 'is killed and starts again from its append-only file'] as const)('C delivery through a crashed consumer and a server that %s: none is lost and none happens twice, by the ledger and by conservation', async (how) => {
    const lab = await bench.start(variantOf('eventflow', {
      sources: builtInLab('eventflow').sources.map((source) => ({ ...source, schedule: { perSecond: 60, spread: 'even' } })),
      group: (group) => ({ handler: handler(group, { processing: { fixedMs: 1 }, failureRate: 0 }), reclaim: { by: 'autoclaim-first', minIdleMs: 3000, count: 10 }, read: { ...group.read, blockMs: 500 } })
    }))
    await vi.waitFor(() => expect(bench.producer('api').counts.added).toBeGreaterThan(60), wait)
    await bench.pool.crash(bench.consumer('email-1').id, 'G4')
    const server = bench.server
    if (server === undefined) throw new Error('it runs on a server program')
    const killed = how !== 'stands still'
    if (killed) await server.kill()
    else process.kill(server.pid, 'SIGSTOP')
    try {
      // Longer than any time-out of a worker's command but its BLOCK: what was in flight is in doubt.
      await vi.waitFor(() => expect(bench.producer('api').status.kind).toBe('reconnecting'), wait)
    } finally {
      if (killed) await server.restart()
      else process.kill(server.pid, 'SIGCONT')
    }
    const before = bench.producer('api').counts.added
    await vi.waitFor(() => expect(bench.producer('api').counts.added).toBeGreaterThan(before + 60), wait)
    for (const name of ['api', 'partner']) bench.pool.stop(bench.producer(name).id)
    await vi.waitFor(async () => {
      const groups = await bench.describe('XINFO', 'GROUPS', KEY)
      expect(groups.map((group) => [group.get('name'), group.get('pending'), group.get('lag')])).toEqual(['analytics', 'email', 'notification', 'webhook'].map((name) => [name, '0', '0']))
    }, wait)
    await vi.waitFor(async () => {
      const standings = await bench.standings(lab)
      for (const [name, { verdict }] of standings) {
        expect([name, verdict.effects?.more]).toEqual([name, 0])
        // Good, but for an observer that was back so late that it cannot tell all that was kept.
        expect(verdict.sentence).toMatch(killed ? /^(Nothing is lost and nothing happened twice|What the stream has kept is not certain)/ : /^Nothing is lost and nothing happened twice/)
      }
    }, wait)
    const length = Number(await bench.cli('XLEN', KEY))
    expect(bench.sql(`SELECT COUNT(DISTINCT event_id) AS n FROM effects WHERE lab = ? AND grp = 'analytics'`, lab.id)).toEqual([{ n: length }])
  }, 60_000)
})
