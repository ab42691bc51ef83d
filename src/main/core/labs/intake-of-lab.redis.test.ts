import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { LabState } from '@shared/model/worker-state'
import { createOpenIntake } from '../../hosts/shared/intake-server'
import { postJson } from '../../hosts/shared/post-json'
import { startLedger, type LedgerServer } from '../ledger/start-ledger'
import { realClock } from '../redis/testing/real-clock'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { buildThread } from '../workers/testing/build-thread'
import { openPoolUnderTest, type PoolUnderTest } from '../workers/testing/pool-under-test'
import { variantOf } from './testing/built-in-lab'
import { createLabLibrary } from './lab-library'
import { createLabManager, type LabManager } from './lab-manager'

// Rows A1–A6 of the system that the lab `incidents` is after: Flipturn.

const wait = { timeout: 15_000, interval: 20 }
const silent = (): void => undefined

let server: TestServer
let threads: Awaited<ReturnType<typeof buildThread>>[]
let ledger: LedgerServer
let folder: string
let bench: PoolUnderTest
let labs: LabManager
beforeAll(async () => {
  const [redis, worker, database] = await Promise.all([startRedisServer(), buildThread('../worker-thread.ts'), buildThread('../../ledger/ledger-thread.ts')])
  server = redis
  threads = [worker, database]
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-intake-'))
  ledger = await startLedger({ threadFile: database.file })
  bench = await openPoolUnderTest(server.port, worker.file, () => ledger.connect())
  labs = createLabManager({
    sink: bench.log, pool: bench.pool, connection: () => bench.connection, clock: realClock, random: createSeededRandom(5), hostName: 'test-host', openIntake: createOpenIntake(() => 'secret'),
    observer: { watch: () => undefined, unwatch: () => undefined }, logger: { debug: silent, info: silent, warn: silent, error: silent }, library: createLabLibrary(folder), ledger: async () => ledger
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

let made = 0
/** The lab `incidents` under a name of its own, without producers, and with this handler. */
function labText(handler: string): string {
  made += 1
  return `
sluice: 1
name: flipturn-${made}
title: Flipturn
streams: [{ name: 'flipturn-${made}', trim: { maxLen: 10000 } }]
intake: { stream: 'flipturn-${made}' }
groups:
  - name: flipturn-workers
    stream: flipturn-${made}
    consumers: { prefix: agent, count: 1 }
    read: { count: 10, blockMs: 60000 }
    handler: { name: agent, effect: { kind: ticket, key: deduplication_key }, ${handler} }
    idempotency: ledger
    releaseLock: deduplication_key
`
}

async function start(text: string): Promise<{ id: string; key: string; lab: () => LabState; post: (id: string) => Promise<string> }> {
  const id = await labs.start({ connection: 'test', text })
  const lab = (): LabState => {
    const changed = bench.events.flatMap((event) => (event.kind === 'lab-changed' && event.lab.id === id ? [event.lab] : [])).at(-1)
    if (changed === undefined) throw new Error('the lab was never told of')
    return changed
  }
  const { url, stream } = lab().intake ?? { url: '', stream: '' }
  const post = async (incident: string): Promise<string> => {
    const answer = await postJson(url, JSON.stringify({ incident_id: incident, source: 'zendesk', severity: 'low', description: '' }), 15_000)
    return (JSON.parse(answer.body) as { status: string }).status
  }
  return { id, key: stream, lab, post }
}
const pending = async (key: string): Promise<string> => (await server.cli('XPENDING', key, 'flipturn-workers')).split('\n')[0] ?? ''
const locked = async (id: string): Promise<boolean> => await server.cli('EXISTS', `sluice:lab:lock:zendesk-${id}`) === '1'

describe('the intake of a lab', () => {
  it('is open and told of before the threads start, and closed with the lab', async () => {
    let prepared: LabState | undefined
    const text = labText('processing: { fixedMs: 1 }')
    const id = await labs.start({ connection: 'test', text }, (lab) => { prepared = lab })
    expect(prepared).toMatchObject({ status: 'starting', intake: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/intake\/secret$/), lockMs: 120_000, counts: { accepted: 0, duplicate: 0, refused: 0, unknown: 0 } } })
    expect(await labs.sendToIntake({ lab: id, what: { kind: 'one' } })).toMatchObject({ accepted: 1 })
    await labs.stop({ lab: id, clean: true })
    const url = prepared?.intake?.url ?? ''
    await expect(postJson(url, '{}', 5000)).rejects.toThrow(/ECONNREFUSED/)
    expect(bench.events.filter((event) => event.kind === 'lab-changed').at(-1)).not.toHaveProperty('lab.intake')
    await expect(labs.sendToIntake({ lab: id, what: { kind: 'one' } })).rejects.toMatchObject({ code: 'no-such-lab' })
  })

  it('is closed with the connection', async () => {
    const { lab } = await start(labText('processing: { fixedMs: 1 }'))
    const url = lab().intake?.url ?? ''
    labs.forget('test')
    await vi.waitFor(() => expect(postJson(url, '{}', 5000)).rejects.toThrow(/ECONNREFUSED/), wait)
  })

  it('is none of a lab whose file has none', async () => {
    const text = labText('processing: { fixedMs: 1 }').replace(/^intake:.*\n/m, '')
    const id = await labs.start({ connection: 'test', text })
    await expect(labs.sendToIntake({ lab: id, what: { kind: 'one' } })).rejects.toMatchObject({ code: 'not-possible-now', message: 'This lab has no open intake.' })
    await labs.stop({ lab: id, clean: true })
  })
})

describe('Flipturn', () => {
  it('A1, A2, A5 a webhook is answered after XADD, worked off and acked, its effect is there once, and its lock is released: then it is a new event', async () => {
    const { id, key, post } = await start(labText('processing: { fixedMs: 1 }'))
    expect(await post('a1')).toBe('accepted')
    await vi.waitFor(async () => expect(await locked('a1')).toBe(false), wait)
    await vi.waitFor(async () => expect(await pending(key)).toBe('0'), wait)
    expect(await post('a1')).toBe('accepted')
    expect(await server.cli('XLEN', key)).toBe('2')
    await vi.waitFor(async () => expect(await ledger.query({ kind: 'count', lab: id })).toMatchObject([{ group: 'flipturn-workers', once: 2, more: 0 }]), wait)
    await labs.stop({ lab: id, clean: true })
  })

  it('A5 what fails is not acked and keeps its lock: it stays pending, and a repeat is a duplicate', async () => {
    const { id, key, post } = await start(labText('processing: { fixedMs: 1 }, failureRate: 1'))
    expect(await post('a5')).toBe('accepted')
    await vi.waitFor(async () => expect(await pending(key)).toBe('1'), wait)
    await vi.waitFor(() => expect(bench.events.some((event) => event.kind === 'entries-failed' && event.group.key === key)).toBe(true), wait)
    expect(await locked('a5')).toBe(true)
    expect(await post('a5')).toBe('duplicate')
    expect(await server.cli('XLEN', key)).toBe('1')
    await labs.stop({ lab: id, clean: true })
  })

  it('A4 reads COUNT 10 BLOCK 60000, and a stop finishes what is in flight', async () => {
    // The server's own record of what it was asked.
    for (const [name, value] of [['slowlog-log-slower-than', '0'], ['slowlog-max-len', '1000']] as const) await server.cli('CONFIG', 'SET', name, value)
    const { id, key, post } = await start(labText('processing: { fixedMs: 300 }'))
    expect(await post('a4')).toBe('accepted')
    await vi.waitFor(async () => expect(await pending(key)).toBe('1'), wait)
    await labs.stop({ lab: id, clean: false })
    expect(await pending(key)).toBe('0')
    expect((await server.cli('SLOWLOG', 'GET', '1000')).split('\n').join(' ')).toContain(`XREADGROUP GROUP flipturn-workers agent-1 COUNT 10 BLOCK 60000 STREAMS ${key} >`)
  })

  it('A6 a consumer that died holds its entry, and the server says for how long', async () => {
    const { id, key, post } = await start(labText('processing: { fixedMs: 60000 }'))
    expect(await post('a6')).toBe('accepted')
    await vi.waitFor(async () => expect(await pending(key)).toBe('1'), wait)
    const worker = bench.pool.states().find((state) => state.role === 'consumer' && state.key === key)
    await bench.pool.crash(worker?.id ?? '')
    const [, consumer = '', idle = '', deliveries = ''] = (await server.cli('XPENDING', key, 'flipturn-workers', '-', '+', '10')).split('\n')
    expect([consumer, deliveries]).toEqual(['agent-1', '1'])
    expect(Number(idle)).toBeGreaterThanOrEqual(0)
    await labs.stop({ lab: id, clean: true })
  })
})

describe('Event flow', () => {
  /** The lab as it ships, without producers and failures. */
  const text = (): string => variantOf('eventflow', { group: (group) => ({ handler: { ...group.handler, processing: { fixedMs: 0 }, failureRate: 0 }, read: { ...group.read, blockMs: 200 } }) })
  const answerTo = async (url: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await postJson(url, typeof body === 'string' ? body : JSON.stringify(body), 15_000)
    return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> }
  }
  const EVENT = { type: 'order.placed', source: 'shop', correlation_id: 'c-1', payload: { order: 7, total: 12.5 } }

  it('C1 what is POSTed with type, source, correlation id and payload reaches the handlers that are subscribed to it, once', async () => {
    const { id, key, lab } = await start(text())
    const url = lab().intake?.url ?? ''
    const answer = await answerTo(url, EVENT)
    expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } })
    const entry = String(answer.body['id'])
    expect((await server.cli('XRANGE', key, entry, entry)).split('\n').slice(1)).toEqual(['type', 'order.placed', 'source', 'shop', 'correlation_id', 'c-1', 'payload', '{"order":7,"total":12.5}'])
    // email is subscribed to other types.
    await vi.waitFor(async () => expect((await ledger.query({ kind: 'count', lab: id }))?.map(({ group, once, more }) => `${group} ${once} ${more}`).sort()).toEqual(['analytics 1 0', 'notification 1 0', 'webhook 1 0']), wait)
    await vi.waitFor(async () => expect(await ledger.query({ kind: 'events', lab: id, limit: 10 })).toMatchObject([{ type: 'order.placed', source: 'shop', correlationId: 'c-1' }]), wait)
    expect(await answerTo(url, EVENT)).toEqual({ status: 200, body: { status: 'duplicate' } })
    expect(bench.events.filter((event) => event.kind === 'entries-added' && event.by === 'intake').at(-1)).toMatchObject({ source: 'shop' })

    expect(await labs.sendToIntake({ lab: id, what: { kind: 'one' } })).toMatchObject({ sent: 1, accepted: 1 })
    expect(await labs.sendToIntake({ lab: id, what: { kind: 'again' } })).toMatchObject({ sent: 1, duplicate: 1 })
    expect(await labs.sendToIntake({ lab: id, what: { kind: 'burst' } })).toMatchObject({ sent: 50, accepted: 40, duplicate: 10 })
    expect(await answerTo(url, lab().intake?.sample ?? '')).toMatchObject({ status: 200, body: { status: 'accepted' } })
    expect(await server.cli('XLEN', key)).toBe('43')
    await labs.stop({ lab: id, clean: true })
    // Its locks too.
    expect(await server.cli('EXISTS', 'sluice:lab:lock:c-1')).toBe('0')
  })

  it('C1 a body that is not its envelope is refused with 400 and a sentence, and adds nothing', async () => {
    const { id, key, lab } = await start(text())
    const url = lab().intake?.url ?? ''
    const { payload: _payload, ...without } = EVENT
    for (const [body, sentence] of [
      ['', 'The body is empty.'], ['{', 'The body is not JSON.'], ['[]', 'The body must be a JSON object with type, source, correlation_id, payload.'],
      [without, 'payload is missing. The envelope has type, source, correlation_id, payload.'], [{ ...EVENT, colour: 'red' }, 'The envelope has no part named "colour"'],
      [{ ...EVENT, type: '' }, 'type must not be empty.'], [{ ...EVENT, payload: null }, 'payload must not be empty.'], [{ ...EVENT, source: 'x'.repeat(10_001) }, 'source must have at most 10000 characters.'],
      [{ ...EVENT, correlation_id: 'c'.repeat(201) }, 'What names the event (correlation_id) must have 1 to 200 characters.'],
      [{ incident_id: 'zd-1', source: 'zendesk', severity: 'low', description: '' }, 'type is missing.']
    ] as const) {
      const answer = await answerTo(url, body)
      expect([answer.status, answer.body['status'], answer.body['error']]).toEqual([400, 'refused', expect.stringContaining(sentence)])
    }
    expect(await server.cli('XLEN', key)).toBe('0')
    await labs.stop({ lab: id, clean: true })
  })
})
