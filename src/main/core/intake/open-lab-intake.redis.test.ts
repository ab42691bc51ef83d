import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { IntakeEnvelope } from '@shared/labs/intake-envelope'
import { startFaultProxy, type FaultProxy } from '../redis/testing/fault-proxy'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { openTestConnection, type TestConnection } from '../workers/testing/test-connection'
import { openTestIntake } from './testing/open-test-intake'

const wait = { timeout: 15_000, interval: 20 }

let server: TestServer
let proxy: FaultProxy
let connection: TestConnection
beforeAll(async () => {
  server = await startRedisServer()
  proxy = await startFaultProxy(server.port)
  connection = await openTestConnection(proxy.port)
})
afterAll(async () => {
  connection.close()
  await proxy.close()
  await server.stop()
})

let events = 0
/** A new event each time. */
function envelope(change: Partial<IntakeEnvelope> = {}): IntakeEnvelope {
  events += 1
  return { incident_id: `zd-${events}`, source: 'zendesk', severity: 'urgent', description: 'Cannot log in – "über"', ...change }
}
const length = async (key: string): Promise<number> => Number(await server.cli('XLEN', key))
const lockOf = ({ source, incident_id: id }: IntakeEnvelope): string => `sluice:lab:lock:${source}-${id}`
const writerIsBack = (): Promise<unknown> => vi.waitFor(() => connection.writer.send(['PING'], { by: 'setup' }), wait)

describe('a delivery', () => {
  it.each(['zendesk', 'datadog', 'slack', 'cron'] as const)('A1 of %s is answered 200 after XADD, in the one envelope of all sources', async (source) => {
    const { intake, key, post, events: seen } = await openTestIntake(connection)
    const event = envelope({ source })
    const answer = await post(JSON.stringify(event))
    const id = await server.cli('XREVRANGE', key, '+', '-', 'COUNT', '1')
    expect(id.split('\n').slice(1)).toEqual(['signal', JSON.stringify(event), 'deduplication_key', `${source}-${event.incident_id}`])
    expect(answer).toEqual({ status: 200, body: { status: 'accepted', id: id.split('\n')[0] } })
    expect(seen).toMatchObject([{ kind: 'entries-added', by: 'intake', evidence: 'seen', count: 1, ids: [id.split('\n')[0]], stream: { key } }])
    expect(intake.state()).toMatchObject({ counts: { accepted: 1, duplicate: 0, refused: 0, unknown: 0 }, last: { key: `${source}-${event.incident_id}`, source, outcome: 'accepted' } })
    await intake.close()
  })

  it('A2 that is repeated is a duplicate and adds nothing, while a lock of twice the job time-out stands; after its release it is a new one', async () => {
    const { intake, key, post } = await openTestIntake(connection, { jobTimeoutMs: 30_000 })
    const event = envelope()
    await post(JSON.stringify(event))
    expect(Number(await server.cli('PTTL', lockOf(event)))).toBeGreaterThan(55_000)
    expect(Number(await server.cli('PTTL', lockOf(event)))).toBeLessThanOrEqual(60_000)
    expect(await post(JSON.stringify({ ...event, description: 'said otherwise' }))).toEqual({ status: 200, body: { status: 'duplicate' } })
    expect(await length(key)).toBe(1)
    await server.cli('DEL', lockOf(event))
    expect(await post(JSON.stringify(event))).toMatchObject({ body: { status: 'accepted' } })
    expect(await length(key)).toBe(2)
    expect(intake.state().counts).toEqual({ accepted: 2, duplicate: 1, refused: 0, unknown: 0 })
    await intake.close()
  })

  it('A2 of which twenty come at once is added once', async () => {
    const { intake, key, post } = await openTestIntake(connection)
    const body = JSON.stringify(envelope())
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body)))
    expect(answers.filter((answer) => answer.body.status === 'accepted')).toHaveLength(1)
    expect(answers.filter((answer) => answer.body.status === 'duplicate')).toHaveLength(19)
    expect(await length(key)).toBe(1)
    await intake.close()
  })

  it('A3 trims as the stream of the lab does, with MAXLEN ~', async () => {
    const { intake, key } = await openTestIntake(connection, {}, { maxLen: 10, exact: false })
    for (let round = 0; round < 6; round++) await intake.send({ kind: 'burst' })
    expect(intake.state().counts.accepted).toBe(240)
    // ~ drops whole nodes only, whose size is the server's affair.
    expect(await length(key)).toBeGreaterThanOrEqual(10)
    expect(await length(key)).toBeLessThan(200)
    await intake.close()
  })

  it.each([
    ['', 'The body is empty.'], ['{', 'The body is not JSON.'], ['[]', 'The body must be a JSON object'], ['null', 'The body must be a JSON object'],
    [JSON.stringify({ incident_id: '1', source: 'zendesk', severity: 'low' }), 'description is missing.'],
    [JSON.stringify({ ...envelope(), source: 'pager' }), 'source must be one of zendesk, datadog, slack, cron.'],
    [JSON.stringify({ ...envelope(), incident_id: '' }), 'incident_id must be'],
    [JSON.stringify({ ...envelope(), incident_id: '\ud800' }), 'incident_id must be well-formed'],
    [JSON.stringify({ ...envelope(), severity: 5 }), 'severity must be'],
    [JSON.stringify({ ...envelope(), description: 'x'.repeat(10_001) }), 'description must be'],
    [JSON.stringify({ ...envelope(), colour: 'red' }), 'The envelope has no part named "colour"'],
    [JSON.stringify(envelope()).replace('{', '{"__proto__":{"x":1},'), 'The envelope has no part named "__proto__"']
  ])('that says nothing is refused with 400 and a sentence: %s', async (body, sentence) => {
    const { intake, key, post } = await openTestIntake(connection)
    const answer = await post(body)
    expect(answer).toMatchObject({ status: 400, body: { status: 'refused' } })
    expect(answer.body).toHaveProperty('error', expect.stringContaining(sentence))
    expect(await server.cli('EXISTS', key)).toBe('0')
    expect(intake.state()).toMatchObject({ counts: { refused: 1, accepted: 0 }, lastRefusal: { status: 400 } })
    await intake.close()
  })
})

describe('when Redis does not do its part', () => {
  it('what it refuses was not added, and the lock is given back', async () => {
    const { intake, key, post } = await openTestIntake(connection)
    await server.cli('SET', key, 'no stream')
    const event = envelope()
    const answer = await post(JSON.stringify(event))
    expect(answer).toMatchObject({ status: 503, body: { status: 'refused', error: expect.stringMatching(/WRONGTYPE.*Nothing was added\. Send it again later\.$/) } })
    expect(await server.cli('EXISTS', lockOf(event))).toBe('0')
    await server.cli('DEL', key)
    expect(await post(JSON.stringify(event))).toMatchObject({ status: 200, body: { status: 'accepted' } })
    await intake.close()
  })

  it('a reply to XADD that is lost is said as unknown, and neither side can add it twice', async () => {
    const { intake, key, post } = await openTestIntake(connection)
    const event = envelope()
    // The reply to SET, and the first byte of the reply to XADD.
    proxy.become({ kind: 'cut', afterBytes: '+OK\r\n'.length + 1 })
    expect(await post(JSON.stringify(event))).toMatchObject({ status: 503, body: { status: 'unknown', error: expect.stringContaining('whether the event was added is unknown') } })
    proxy.become({ kind: 'none' })
    await writerIsBack()
    expect(await length(key)).toBe(1)
    expect(await post(JSON.stringify(event))).toEqual({ status: 200, body: { status: 'duplicate' } })
    expect(await length(key)).toBe(1)
    expect(intake.state().counts).toEqual({ accepted: 0, duplicate: 1, refused: 0, unknown: 1 })
    await intake.close()
  })

  it('a reply to SET that is lost means that nothing was added, and it says that the lock may stand', async () => {
    const { intake, key, post } = await openTestIntake(connection)
    proxy.become({ kind: 'cut', afterBytes: 1 })
    expect(await post(JSON.stringify(envelope()))).toMatchObject({ status: 503, body: { status: 'refused', error: expect.stringMatching(/Nothing was added\. Its lock may stand/) } })
    proxy.become({ kind: 'none' })
    await writerIsBack()
    expect(await server.cli('EXISTS', key)).toBe('0')
    await intake.close()
  })

  it('without a connection nothing is sent, then or later', async () => {
    const { intake, key, post } = await openTestIntake(connection)
    await server.kill()
    await vi.waitFor(() => expect(connection.writer.send(['PING'], { by: 'setup' })).rejects.toThrow(), wait)
    expect(await post(JSON.stringify(envelope()))).toMatchObject({ status: 503, body: { status: 'refused', error: 'There is no connection to Redis. Nothing was added. Send it again later.' } })
    await server.restart()
    await writerIsBack()
    expect(await server.cli('EXISTS', key)).toBe('0')
    await intake.close()
  })

  it('labs that are allowed no more write no more, by the guard of every command', async () => {
    const { intake, key, post } = await openTestIntake(connection)
    connection.change({ labsAllowed: false, mode: { kind: 'observe' }, environment: 'production' })
    expect(await post(JSON.stringify(envelope()))).toMatchObject({ status: 503, body: { status: 'refused', error: expect.stringContaining('Labs are not allowed on this production server.') } })
    connection.change({ labsAllowed: true, mode: { kind: 'lab' }, environment: 'local' })
    expect(await server.cli('EXISTS', key)).toBe('0')
    await intake.close()
  })
})

describe('deliveries of its own', () => {
  it('go over HTTP: one, the same again, and a burst in which every fifth repeats the one before', async () => {
    const { intake, key } = await openTestIntake(connection)
    await expect(intake.send({ kind: 'again' })).rejects.toMatchObject({ code: 'not-possible-now', message: 'Nothing was delivered to this intake yet.' })
    expect(await intake.send({ kind: 'one', source: 'slack' })).toMatchObject({ sent: 1, accepted: 1, answer: { status: 200 } })
    expect(await intake.send({ kind: 'again' })).toMatchObject({ sent: 1, duplicate: 1, answer: { status: 200, body: '{"status":"duplicate"}\n' } })
    expect(await intake.send({ kind: 'burst' })).toMatchObject({ sent: 50, accepted: 40, duplicate: 10, refused: 0, unknown: 0 })
    expect(await length(key)).toBe(41)
    expect(intake.state().counts).toEqual({ accepted: 41, duplicate: 11, refused: 0, unknown: 0 })
    await intake.close()
  })

  it('are no more once it is closed, which may be told twice', async () => {
    const { intake, post } = await openTestIntake(connection)
    await intake.close()
    await intake.close()
    await expect(post(JSON.stringify(envelope()))).rejects.toThrow(/ECONNREFUSED/)
    await expect(intake.send({ kind: 'one' })).rejects.toMatchObject({ code: 'not-possible-now' })
  })
})
