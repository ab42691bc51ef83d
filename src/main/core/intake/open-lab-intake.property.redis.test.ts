import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { INTAKE_SOURCES } from '@shared/labs/intake-envelope'
import { sendRaw } from '../../hosts/testing/raw-request'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { openTestConnection, type TestConnection } from '../workers/testing/test-connection'
import { openTestIntake, type TestIntake } from './testing/open-test-intake'

let server: TestServer
let connection: TestConnection
beforeAll(async () => {
  server = await startRedisServer()
  connection = await openTestConnection(server.port)
})
afterAll(async () => {
  connection.close()
  await server.stop()
})

/** Few ids, so that they repeat; odd ones too. */
const incident = fc.oneof(fc.constantFrom('1', '2', '__proto__', '\u0000', '\ud800', 'a:b', '"', '…'), fc.string({ unit: 'binary', maxLength: 4 }))
const envelope = fc.record({ incident_id: incident, source: fc.constantFrom<string>(...INTAKE_SOURCES, 'pager'), severity: fc.constantFrom('low', ''), description: fc.string({ maxLength: 5 }) })
const body = fc.oneof(
  { weight: 6, arbitrary: envelope.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.record({ incident_id: fc.jsonValue(), source: fc.jsonValue(), extra: fc.jsonValue() }, { requiredKeys: [] }).map((value) => JSON.stringify(value)) }
)
const headerText = fc.string({ unit: fc.constantFrom(...' !#$%&*+-.^_|~09azAZ:;,"/=()<>@[]{}\t\u00e9\u0000'.split('')), maxLength: 12 })
const headers = fc.array(fc.oneof(
  fc.tuple(fc.constantFrom('X-Odd', 'Content-Type', 'Authorization', 'Expect', 'Transfer-Encoding', 'Content-Length', 'Content-Encoding', 'Connection', 'Upgrade', 'Host'), headerText).map(([name, value]) => `${name}: ${value}`),
  headerText
), { maxLength: 3 })

/** Keys of the entries in the stream, as the server has them. */
async function keysIn({ key }: TestIntake): Promise<string[]> {
  const reply = await connection.observer.send(['XRANGE', key, '-', '+', 'COUNT', '1000'], { by: 'observer' })
  return (Array.isArray(reply) ? reply : []).map((entry) => (Array.isArray(entry) && Array.isArray(entry[1]) ? String(entry[1][3]) : ''))
}

it('whatever the bodies are, every delivery is answered, and there is one entry for each key', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(body, { minLength: 1, maxLength: 4 }), { maxLength: 8 }), async (rounds) => {
    await server.cli('FLUSHALL')
    const test = await openTestIntake(connection)
    const { post, intake } = test
    const accepted: string[] = []
    for (const together of rounds) {
      for (const answer of await Promise.all(together.map(post))) {
        expect([200, 400]).toContain(answer.status)
        if (answer.body.status === 'accepted') accepted.push(answer.body.id)
        if ('error' in answer.body) expect(answer.body.error).toMatch(/^\S.*\.$/s)
      }
    }
    const keys = await keysIn(test)
    expect(keys).toHaveLength(accepted.length)
    expect(new Set(keys).size).toBe(keys.length)
    const { counts } = intake.state()
    expect(counts).toMatchObject({ accepted: accepted.length, unknown: 0 })
    expect(counts.accepted + counts.duplicate + counts.refused).toBe(rounds.flat().length)
    await intake.close()
  }), { numRuns: 60 })
})

it('whatever the headers are, it goes on, and one event is added once', async () => {
  const test = await openTestIntake(connection)
  const { intake, url, post } = test
  const { port, pathname } = new URL(url)
  const event = JSON.stringify({ incident_id: 'h', source: 'cron', severity: 'info', description: '' })
  await fc.assert(fc.asyncProperty(fc.constantFrom('POST', 'GET', 'PUT', 'HEAD', 'OPTIONS', 'post'), fc.constantFrom(pathname, '/intake', '/', `${pathname}?x`, `${pathname}/`, '*'), headers, async (method, path, odd) => {
    const lines = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', `Content-Length: ${event.length}`, ...odd]
    // A request that is no HTTP may be cut off without a word.
    const answer = await sendRaw(Number(port), lines, event).catch(() => undefined)
    if (answer !== undefined && answer.status !== 0) expect([200, 400, 401, 403, 405, 408, 413, 415, 417, 431]).toContain(answer.status)
    expect(answer?.headers.has('access-control-allow-origin') ?? false).toBe(false)
  }), { numRuns: 150 })
  await post(event)
  expect(await post(event)).toEqual({ status: 200, body: { status: 'duplicate' } })
  expect(await keysIn(test)).toEqual(['cron-h'])
  await intake.close()
})
