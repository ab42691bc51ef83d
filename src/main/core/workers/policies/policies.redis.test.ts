import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { z } from 'zod'
import { consumerPolicies, type ConsumerPolicies } from '@shared/labs/lab-file'
import { startLedger, type LedgerServer } from '../../ledger/start-ledger'
import { startRedisServer, type TestServer } from '../../redis/testing/redis-server'
import { buildThread } from '../testing/build-thread'
import { createGroupOnServer } from '../testing/group-on-server'
import { openPoolUnderTest, type PoolUnderTest } from '../testing/pool-under-test'

const wait = { timeout: 15_000, interval: 10 }

let server: TestServer
let threads: Awaited<ReturnType<typeof buildThread>>[]
let ledger: LedgerServer
let bench: PoolUnderTest

beforeAll(async () => {
  const [redis, worker, database] = await Promise.all([startRedisServer(), buildThread('../worker-thread.ts'), buildThread('../../ledger/ledger-thread.ts')])
  server = redis
  threads = [worker, database]
  ledger = await startLedger({ threadFile: database.file })
  bench = await openPoolUnderTest(server.port, worker.file, () => ledger.connect())
})
afterAll(async () => {
  await bench.close()
  await ledger.dispose()
  await Promise.all(threads.map((thread) => thread.remove()))
  await server.stop()
})

function policies(change: Partial<z.input<typeof consumerPolicies>> = {}): ConsumerPolicies {
  return consumerPolicies.parse({ handler: { name: 'work', effect: { kind: 'stock', key: 'n' } }, idempotency: 'ledger', ...change })
}

type Group = ReturnType<typeof createGroupOnServer>

const effects = async (group: Group): Promise<number[]> => {
  const rows = (await ledger.query({ kind: 'count', lab: group.ref.key })).filter((row) => row.group === group.ref.group)
  return rows.flatMap((row) => [row.once, row.more, row.effects])
}
const status = (id: string): string => bench.worker(id).status.kind

/** A consumer that is crashed at the gate with an entry in hand, and another that then reads what the first one left, by its own policies. */
async function crashAndRescue(group: Group, at: 'G3' | 'G4' | 'G5', change: Partial<z.input<typeof consumerPolicies>>): Promise<string> {
  const first = await bench.consumer(group.ref, 'A', { policies: policies(change) })
  await bench.pool.crash(first, at)
  await group.add(1)
  await vi.waitFor(() => expect(status(first)).toBe('crashed'), wait)
  return bench.consumer(group.ref, 'B', { blockMs: 100, policies: policies({ ...change, reclaim: { by: 'autoclaim-first', minIdleMs: 50 } }) })
}

describe('B2 exactly-once effect', () => {
  it('after commit: a crash between effect and ack is delivered again, and the ledger makes it a no-op', async () => {
    const group = createGroupOnServer(server)
    const rescuer = await crashAndRescue(group, 'G5', {})
    await vi.waitFor(() => expect(bench.worker(rescuer).counts).toMatchObject({ redelivered: 1, acked: 1, skipped: 1 }), wait)
    expect(await effects(group)).toEqual([1, 0, 1])
    expect(await group.pending()).toEqual([])
  })

  it('outside the transaction: the same crash doubles the effect', async () => {
    const group = createGroupOnServer(server)
    const rescuer = await crashAndRescue(group, 'G4', { ack: 'outside-transaction' })
    await vi.waitFor(() => expect(bench.worker(rescuer).counts).toMatchObject({ acked: 1, skipped: 0 }), wait)
    expect(await effects(group)).toEqual([0, 1, 2])
  })

  it('acked before the work: the same crash loses the effect, and nothing is pending', async () => {
    const group = createGroupOnServer(server)
    const rescuer = await crashAndRescue(group, 'G3', { ack: 'before-work' })
    await vi.waitFor(() => expect(status(rescuer)).toBe('running'), wait)
    expect(await group.pending()).toEqual([])
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(rescuer).counts.acked).toBe(1), wait)
    // Acked first, as it says: the effect comes after that.
    await vi.waitFor(async () => expect(await effects(group)).toEqual([1, 0, 1]), wait)
    expect((await group.ids()).length).toBe(2)
  })

  it('acked before the work: with the connection lost at the XACK the server still has it pending, and it is worked on after all', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'A', { policies: policies({ ack: 'before-work' }) })
    bench.pool.hold(id, ['G5'])
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'held', gate: 'G5' }), wait)
    const client = new RegExp(`^id=(\\d+) .*worker:${id} `, 'm').exec(await server.cli('CLIENT', 'LIST'))?.[1] ?? ''
    expect(await server.cli('CLIENT', 'KILL', 'ID', client)).toBe('1')
    bench.pool.hold(id, [])
    await vi.waitFor(async () => expect([await effects(group), await group.pending()]).toEqual([[1, 0, 1], []]), wait)
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ redelivered: 1, acked: 1 }), wait)
  })

  it('acked before the work: what fails is not tried again and not buried for it, as nothing is pending', async () => {
    const group = createGroupOnServer(server)
    const to = `${group.ref.key.slice('sluice:lab:'.length)}:dlq`
    const id = await bench.consumer(group.ref, 'A', { failureRate: 1, policies: policies({ ack: 'before-work', retry: { attempts: 1, baseMs: 10 }, deadLetter: { afterDeliveries: 3, stream: to } }) })
    await group.add(2)
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ acked: 2, failed: 2, deadLettered: 0 }), wait)
    expect(await ledger.query({ kind: 'deliveries', lab: group.ref.key, limit: 5, open: [] })).toMatchObject([{ status: 'failed', attempts: 1, nextRetryAt: undefined }, { status: 'failed', attempts: 1, nextRetryAt: undefined }])
    expect(bench.events.filter((event) => event.kind === 'retry-planned' && event.worker === id)).toEqual([])
    expect(await server.cli('EXISTS', `sluice:lab:${to}`)).toBe('0')
  })

  it('guard first: a crash behind the guard leaves all green and no effect (scenario 3)', async () => {
    const group = createGroupOnServer(server)
    const rescuer = await crashAndRescue(group, 'G3', { idempotency: 'guard-first' })
    await vi.waitFor(() => expect(bench.worker(rescuer).counts).toMatchObject({ acked: 1, skipped: 1 }), wait)
    expect(await group.pending()).toEqual([])
    expect(await effects(group)).toEqual([])
  })

  it('without any idempotency: the crash doubles it', async () => {
    const group = createGroupOnServer(server)
    const rescuer = await crashAndRescue(group, 'G5', { idempotency: 'none' })
    await vi.waitFor(() => expect(bench.worker(rescuer).counts.acked).toBe(1), wait)
    expect(await effects(group)).toEqual([0, 1, 2])
  })
})

describe('dead letters', () => {
  it('B3 delivered more often than allowed: XADD and XACK in one transaction, with where it comes from', async () => {
    const group = createGroupOnServer(server)
    const to = `${group.ref.key.slice('sluice:lab:'.length)}:dlq`
    const always = { handler: { name: 'h' }, idempotency: 'none' as const, reclaim: { by: 'autoclaim-first' as const, minIdleMs: 1 }, deadLetter: { afterDeliveries: 3, stream: to } }
    const id = await bench.consumer(group.ref, 'A', { blockMs: 20, failureRate: 1, policies: policies(always) })
    const [entry = ''] = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).counts.deadLettered).toBe(1), wait)
    expect(await group.pending()).toEqual([])
    const dead = await server.cli('XRANGE', `sluice:lab:${to}`, '-', '+')
    expect(dead.split('\n').slice(1)).toEqual([
      'dlq:stream', group.ref.key, 'dlq:id', entry, 'dlq:group', group.ref.group, 'dlq:consumer', 'A', 'dlq:handler', 'h', 'dlq:deliveries', '4', 'dlq:attempts', '3',
      'dlq:reason', 'Delivered 4 times, more than 3.', 'dlq:error', 'h failed (simulated).', 'dlq:failed-at', expect.stringMatching(/^\d{4}-.*Z$/), ...(await server.cli('XRANGE', group.ref.key, '-', '+')).split('\n').slice(1)
    ])
    expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'entries-dead-lettered', worker: id, to: `sluice:lab:${to}`, ids: [entry], why: 'Delivered 4 times, more than 3. Its handler’s last error: h failed (simulated).' }))
  })

  it('TRUST I14 what somebody else settled meanwhile is a letter too many, said so, and not counted as settled by it', async () => {
    const group = createGroupOnServer(server)
    const to = `${group.ref.key.slice('sluice:lab:'.length)}:dlq`
    const id = await bench.consumer(group.ref, 'A', { failureRate: 1, policies: policies({ retry: { attempts: 1 }, deadLetter: { afterDeliveries: 50, stream: to } }) })
    bench.pool.hold(id, ['G3'])
    const [entry = ''] = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'held', gate: 'G3' }), wait)
    expect(await server.cli('XACK', group.ref.key, group.ref.group, entry)).toBe('1')
    bench.pool.hold(id, [])
    await vi.waitFor(() => expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'notice', level: 'warning', text: expect.stringContaining(`A moved ${entry} to sluice:lab:${to}, and it was not pending any more`) as unknown })), wait)
    expect(await server.cli('XLEN', `sluice:lab:${to}`)).toBe('1')
    expect(bench.worker(id).counts.deadLettered).toBe(0)
    expect(await ledger.query({ kind: 'deliveries', lab: group.ref.key, limit: 5, open: [] })).toMatchObject([{ status: 'failed', attempts: 1 }])
  })

  it('TRUST I19 where the dead letters’ key is no stream the consumer parks, and the entry stays pending', async () => {
    const group = createGroupOnServer(server)
    const to = `${group.ref.key.slice('sluice:lab:'.length)}:dlq`
    await server.cli('SET', `sluice:lab:${to}`, 'text')
    const id = await bench.consumer(group.ref, 'A', { failureRate: 1, policies: policies({ retry: { attempts: 1 }, deadLetter: { afterDeliveries: 50, stream: to } }) })
    const [entry = ''] = await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).status).toMatchObject({ kind: 'parked', why: `Dead letters go to sluice:lab:${to}, and that key is no stream.` }), wait)
    expect(await group.pending()).toEqual([`${entry} A 1`])
  })

  it('C3 failed as often as it may be tried: dead-lettered with its attempts and its last error', async () => {
    const group = createGroupOnServer(server)
    const to = `${group.ref.key.slice('sluice:lab:'.length)}:dlq`
    const id = await bench.consumer(group.ref, 'A', { policies: policies({ handler: { name: 'h', poison: { field: 'n', contains: '1' }, effect: { kind: 'stock' } }, retry: { attempts: 3, baseMs: 30, jitter: 0 }, deadLetter: { afterDeliveries: 50, stream: to } }) })
    await server.cli('XADD', group.ref.key, '*', 'n', '1')
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ failed: 2, deadLettered: 1 }), wait)
    expect(await server.cli('XRANGE', `sluice:lab:${to}`, '-', '+')).toMatch(/dlq:deliveries\n3\ndlq:attempts\n3\ndlq:reason\nTried 3 times, and its group allows 3\.\ndlq:error\nPoison: n contains "1"\./)
    expect(bench.events.filter((event) => event.kind === 'retry-planned' && event.worker === id)).toMatchObject([{ attempts: 1, of: 3 }, { attempts: 2, of: 3 }])
    expect(await ledger.query({ kind: 'deliveries', lab: group.ref.key, limit: 5, open: [] })).toMatchObject([{ status: 'dead', attempts: 3, lastError: 'Poison: n contains "1".', buriedWhy: 'Tried 3 times, and its group allows 3.' }])
  })

  it('C2, C4 an open circuit buries a retried entry with its deliveries, its attempts and its last error; of one that was never tried none is claimed', async () => {
    const group = createGroupOnServer(server)
    const to = `${group.ref.key.slice('sluice:lab:'.length)}:dlq`
    const name = `once-${group.ref.key.length}-${process.pid}`
    const id = await bench.consumer(group.ref, 'A', { failureRate: 1, policies: policies({ handler: { name, effect: { kind: 'stock' } }, retry: { attempts: 5, baseMs: 30, jitter: 0 }, breaker: { failures: 1, openMs: 60_000 }, deadLetter: { afterDeliveries: 50, stream: to } }) })
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).counts.deadLettered).toBe(1), wait)
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(id).counts.deadLettered).toBe(2), wait)
    const letters = (await server.cli('XRANGE', `sluice:lab:${to}`, '-', '+')).split('\n')
    const values = (field: string): string[] => letters.filter((_line, index) => letters[index - 1] === field)
    expect(['deliveries', 'attempts', 'reason', 'error'].map((field) => values(`dlq:${field}`))).toEqual([
      ['2', '1'], ['1', 'unknown'], [`The circuit of ${name} is open.`, `The circuit of ${name} is open.`], [`${name} failed (simulated).`, 'unknown']
    ])
    expect(await ledger.query({ kind: 'deliveries', lab: group.ref.key, limit: 5, open: [] })).toMatchObject([{ attempts: undefined, lastError: undefined }, { attempts: 1, lastError: `${name} failed (simulated).` }])
  })

  it.each(['ledger', 'guard-first'] as const)('%s: what was done before is acked and not buried, delivered however often, with the circuit open too', async (idempotency) => {
    const group = createGroupOnServer(server)
    const to = `${group.ref.key.slice('sluice:lab:'.length)}:dlq`
    const name = `done-${idempotency}-${process.pid}`
    const id = await bench.consumer(group.ref, 'A', { policies: policies({ handler: { name, effect: { kind: 'stock' } }, idempotency, breaker: {}, deadLetter: { afterDeliveries: 3, stream: to } }) })
    for (const spoil of ['limit', 'circuit'] as const) {
      await bench.pool.crash(id, 'G4')
      const [entry = ''] = await group.add(1)
      await vi.waitFor(() => expect(status(id)).toBe('crashed'), wait)
      if (spoil === 'limit') await server.cli('XCLAIM', group.ref.key, group.ref.group, 'A', '0', entry, 'RETRYCOUNT', '9')
      else await server.cli('HSET', `sluice:lab:circuit:${name}`, 'state', 'open', 'opened_at', String(Date.now()), 'failures', '5')
      bench.pool.start(id)
      await vi.waitFor(async () => expect([status(id), await group.pending()]).toEqual(['running', []]), wait)
    }
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ skipped: 2, acked: 2, deadLettered: 0 }), wait)
    expect(await server.cli('EXISTS', `sluice:lab:${to}`)).toBe('0')
    expect(await effects(group)).toEqual([2, 0, 2])
  })
})

describe('C2 circuit breaker', () => {
  it('opens after failures in a row, sends what comes then to the dead letters, tries one after its time, and closes on success', async () => {
    const group = createGroupOnServer(server)
    const to = `${group.ref.key.slice('sluice:lab:'.length)}:dlq`
    const name = `h-${group.ref.key.length}-${process.pid}`
    const failing = policies({ handler: { name }, idempotency: 'none', breaker: { failures: 3, openMs: 2500 }, deadLetter: { afterDeliveries: 50, stream: to } })
    const id = await bench.consumer(group.ref, 'A', { count: 1, failureRate: 1, readOwnPendingFirst: false, policies: failing })
    await group.add(3)
    const circuit = (): Promise<string> => server.cli('HGET', `sluice:lab:circuit:${name}`, 'state')
    await vi.waitFor(async () => expect(await circuit()).toBe('open'), wait)
    await group.add(2)
    await vi.waitFor(() => expect(bench.worker(id).counts.deadLettered).toBe(2), wait)
    bench.pool.configureConsumer(id, { failureRate: 0 })
    await vi.waitFor(async () => {
      await group.add(1)
      expect(bench.worker(id).counts.acked).toBeGreaterThan(0)
    }, { ...wait, interval: 100 })
    expect(await server.cli('EXISTS', `sluice:lab:circuit:${name}`)).toBe('0')
    const kinds = bench.events.flatMap((event) => (event.kind === 'breaker-changed' && event.handler === name ? [event.breaker.kind] : []))
    expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual(['closed', 'open', 'half-open', 'closed'])
  })
})

describe('the rest of the policies', () => {
  it('B4 backpressure: nothing new is read while too much is pending, and it goes on when there is room', async () => {
    const group = createGroupOnServer(server)
    const holder = await bench.consumer(group.ref, 'holder', { count: 5 })
    bench.pool.hold(holder, ['G0'])
    await vi.waitFor(() => expect(status(holder)).toBe('held'), wait)
    await group.add(5)
    bench.pool.hold(holder, ['G3'])
    await vi.waitFor(() => expect(bench.worker(holder).status).toMatchObject({ kind: 'held', gate: 'G3' }), wait)
    const id = await bench.consumer(group.ref, 'A', { policies: policies({ backpressure: { pauseAbovePending: 2 } }) })
    await group.add(3)
    await vi.waitFor(() => expect(bench.worker(id)).toMatchObject({ paused: { pending: 5, above: 2 }, counts: { delivered: 0 } }), wait)
    expect(await group.lag()).toBe('3')
    bench.pool.hold(holder, [])
    await vi.waitFor(async () => expect([await group.lag(), await group.pending()]).toEqual(['0', []]), wait)
    await vi.waitFor(() => expect(bench.worker(id)).not.toHaveProperty('paused'), wait)
  })

  it('lease: a slow worker that renews is not taken for dead, and its delivery count stays (scenario 9)', async () => {
    const group = createGroupOnServer(server)
    const slow = await bench.consumer(group.ref, 'slow', { processing: { kind: 'fixed', ms: 900 }, policies: policies({ lease: { renewMs: 50 } }) })
    await group.add(1)
    await vi.waitFor(() => expect(bench.worker(slow).counts.delivered).toBe(1), wait)
    const rescuer = await bench.consumer(group.ref, 'B', { blockMs: 50, policies: policies({ reclaim: { by: 'autoclaim-first', minIdleMs: 300 } }) })
    await vi.waitFor(() => expect(bench.worker(slow).counts.acked).toBe(1), wait)
    expect(bench.worker(rescuer).counts).toMatchObject({ redelivered: 0, acked: 0 })
    expect(await effects(group)).toEqual([1, 0, 1])
  })

  it('NOACK: what is lost is lost, nothing is pending (scenario 31)', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'A', { policies: policies({ noAck: true, idempotency: 'none' }) })
    await bench.pool.crash(id, 'G2')
    await group.add(1)
    await vi.waitFor(() => expect(status(id)).toBe('crashed'), wait)
    expect([await group.pending(), await group.lag(), await effects(group)]).toEqual([[], '0', []])
  })

  it('A5 a handler that is not subscribed to a type skips it and acks', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'A', { policies: policies({ handler: { name: 'h', types: ['wanted'], effect: { kind: 'count' } } }) })
    await server.cli('XADD', group.ref.key, '*', 'type', 'other')
    await server.cli('XADD', group.ref.key, '*', 'type', 'wanted')
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ acked: 2, skipped: 1 }), wait)
    expect(await effects(group)).toEqual([1, 0, 1])
  })

  it('A5 the enqueue lock is released after success, and kept after a failure', async () => {
    const group = createGroupOnServer(server)
    await server.cli('SET', 'sluice:lab:lock:good', '1')
    await server.cli('SET', 'sluice:lab:lock:bad', '1')
    const id = await bench.consumer(group.ref, 'A', { policies: policies({ handler: { name: 'h', poison: { field: 'key', contains: 'bad' }, effect: { kind: 'ticket' } }, releaseLock: 'key' }) })
    await server.cli('XADD', group.ref.key, '*', 'key', 'good')
    await server.cli('XADD', group.ref.key, '*', 'key', 'bad')
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ acked: 1, failed: 1 }), wait)
    await vi.waitFor(async () => expect(await server.cli('EXISTS', 'sluice:lab:lock:good')).toBe('0'), wait)
    expect(await server.cli('EXISTS', 'sluice:lab:lock:bad')).toBe('1')
  })

  it('A5 who finds the work done leaves the lock: it may be that of a newer delivery', async () => {
    const group = createGroupOnServer(server)
    const id = await bench.consumer(group.ref, 'A', { policies: policies({ releaseLock: 'key' }) })
    await bench.pool.crash(id, 'G5')
    await server.cli('SET', 'sluice:lab:lock:again', '1')
    await server.cli('XADD', group.ref.key, '*', 'n', '1', 'key', 'again')
    await vi.waitFor(() => expect(status(id)).toBe('crashed'), wait)
    expect(await server.cli('EXISTS', 'sluice:lab:lock:again')).toBe('0')
    await server.cli('SET', 'sluice:lab:lock:again', '1')
    bench.pool.start(id)
    await vi.waitFor(() => expect(bench.worker(id).counts).toMatchObject({ acked: 1, skipped: 1 }), wait)
    expect(await server.cli('EXISTS', 'sluice:lab:lock:again')).toBe('1')
  })

  it('C3 a retry that is due leaves to others what they have taken meanwhile, and says of an entry that is gone that it is', async () => {
    const group = createGroupOnServer(server)
    const retry = { attempts: 9, baseMs: 1500, factor: 1, jitter: 0 }
    const id = await bench.consumer(group.ref, 'A', { blockMs: 100, failureRate: 1, policies: policies({ idempotency: 'none', retry }) })
    const [taken = '', gone = ''] = await group.add(2)
    await vi.waitFor(() => expect(bench.worker(id).counts.failed).toBe(2), wait)
    expect(await server.cli('XCLAIM', group.ref.key, group.ref.group, 'B', '0', taken, 'JUSTID')).toBe(taken)
    expect(await server.cli('XDEL', group.ref.key, gone)).toBe('1')
    const [last = ''] = await group.add(1)
    // Its retry comes after both of theirs.
    await vi.waitFor(async () => expect(await group.pending()).toEqual([`${taken} B 1`, `${last} A 2`]), wait)
    expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'entries-claimed', dropped: [gone] }))
    await vi.waitFor(() => expect(bench.worker(id)).toMatchObject({ inFlightCount: 1, inFlight: [last] }), wait)
  })
})
