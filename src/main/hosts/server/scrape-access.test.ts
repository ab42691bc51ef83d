import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EventLog } from '../../core/live/event-log'
import { createMetrics } from '../../core/metrics/create-metrics'
import { systemClock } from '../shared/system-clock'
import { openLink } from '../testing/admitted-page'
import { sendRaw, type RawAnswer } from '../testing/raw-request'
import { startWebHost, type TestWebHost } from '../testing/web-host'
import { readScrapeToken } from './scrape-token-file'

const TOKEN = 'scrape-token-of-this-test-0123456789'
let host: TestWebHost
beforeAll(async () => {
  const log = new EventLog(systemClock)
  log.append({ kind: 'stream-watched', stream: { connection: 'a', key: 's' } })
  const metrics = createMetrics({ log, pool: { onWork: () => () => undefined }, clock: systemClock, letterStreams: () => [] })
  host = await startWebHost({ scrape: { token: TOKEN, metrics } })
})
afterAll(() => host.dispose())

const ask = (line: string, ...headers: string[]): Promise<RawAnswer> => sendRaw(host.port, [`${line} HTTP/1.1`, 'Connection: close', ...headers])
const ours = (): string => `Host: 127.0.0.1:${host.port}`
const bearer = `Authorization: Bearer ${TOKEN}`

test.each<[string, () => Promise<RawAnswer>, number]>([
  ['the right token', () => ask('GET /metrics', ours(), bearer), 200],
  ['no token', () => ask('GET /metrics', ours()), 401],
  ['a wrong token', () => ask('GET /metrics', ours(), `${bearer}x`), 401],
  ['a wrong token for a group', () => ask('GET /queue-health?stream=s&group=g', ours(), 'Authorization: Bearer x'), 401],
  ['the token in the address', () => ask(`GET /metrics?token=${TOKEN}`, ours()), 401],
  ['two tokens', () => ask('GET /metrics', ours(), bearer, bearer), 400],
  ['a Host of another name', () => ask('GET /metrics', 'Host: evil.example', bearer), 403],
  ['a page of another site', () => ask('GET /metrics', ours(), bearer, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: cors'), 403],
  ['POST', () => ask('POST /metrics', ours(), bearer, 'Content-Length: 0'), 405],
  ['HEAD', () => ask('HEAD /metrics', ours(), bearer), 405],
  ['DELETE', () => ask('DELETE /queue-health', ours(), bearer), 405],
  ['no stream named', () => ask('GET /queue-health', ours(), bearer), 400],
  ['a stream that nobody observes', () => ask('GET /queue-health?stream=x&group=g', ours(), bearer), 404],
  ['a stream not yet read', () => ask('GET /queue-health?stream=s&group=g', ours(), bearer), 200]
])('W12 of the scraper: %s', async (_name, send, status) => {
  const answer = await send()
  expect(answer.status).toBe(status)
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
})

test('A7 what is not known is null and never 0', async () => {
  const answer = await ask('GET /queue-health?stream=s&group=g', ours(), bearer)
  expect(JSON.parse(answer.body)).toEqual({
    status: 'unavailable', mode: null, stream_name: 's', stream_length: null, pending_messages: null, consumers: null, last_delivered_id: null, consumer_group: 'g', block_ms: null, poll_ms: null
  })
})

test('the token opens nothing else, and the secrets of a page do not open the metrics', async () => {
  const page = await openLink(host.createLink())
  expect((await ask(`GET ${page.base}`, ours(), bearer)).status).toBe(401)
  expect((await ask(`GET ${page.base}socket`, ours(), `Cookie: ${page.cookie}`, bearer)).status).toBe(401)
  expect((await ask('GET /metrics', ours(), `Cookie: ${page.cookie}`, `Authorization: Bearer ${page.token}`)).status).toBe(401)
})

test('a scraper with an old token does not keep the person out', async () => {
  for (let time = 0; time < 15; time++) await ask('GET /metrics', ours(), 'Authorization: Bearer old')
  await expect(openLink(host.createLink())).resolves.toBeDefined()
})

test('a host without metrics has no such path', async () => {
  const plain = await startWebHost()
  expect((await sendRaw(plain.port, ['GET /metrics HTTP/1.1', `Host: 127.0.0.1:${plain.port}`, 'Connection: close', bearer])).status).toBe(401)
  await plain.dispose()
})

test('a token file holds one long token, and its text is never told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'))
  const file = join(folder, 'token')
  await writeFile(file, `${TOKEN}\n`)
  expect(await readScrapeToken(file)).toBe(TOKEN)
  await writeFile(file, 'short-one\n')
  await expect(readScrapeToken(file)).rejects.toThrow(/32 to 512/)
  await expect(readScrapeToken(file)).rejects.not.toThrow(/short-one/)
  await expect(readScrapeToken(join(folder, 'none'))).rejects.toThrow(/cannot be read/)
  await rm(folder, { recursive: true, force: true })
})
