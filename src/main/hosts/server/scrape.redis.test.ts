import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { createWorkbench, type Workbench } from '../../core/create-workbench'
import { askServer } from '../../core/redis/testing/ask-server'
import { findFreePort, startRedisServer, type TestServer } from '../../core/redis/testing/redis-server'
import { buildThread } from '../../core/workers/testing/build-thread'
import { createOpenIntake } from '../shared/intake-server'
import { systemClock } from '../shared/system-clock'
import { startWebHost, type TestWebHost } from '../testing/web-host'

const run = promisify(execFile)
const FILES = resolve(import.meta.dirname, '../../../../observability')
const TOKEN = 'scrape-token-of-this-test-0123456789'
const KEY = 'sluice:lab:eventflow:events'
const found = spawnSync('promtool', ['--version']).status === 0 && spawnSync('prometheus', ['--version']).status === 0
const wait = { timeout: 20_000, interval: 100 }

let server: TestServer
let threads: Awaited<ReturnType<typeof buildThread>>[]
let folder: string
let workbench: Workbench
let host: TestWebHost

beforeAll(async () => {
  const [redis, worker, ledger] = await Promise.all([startRedisServer({ args: ['--requirepass', 's3cret-of-redis'] }), buildThread('../worker-thread.ts'), buildThread('../../ledger/ledger-thread.ts')])
  server = redis
  threads = [worker, ledger]
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-scrape-'))
  workbench = await createWorkbench({
    host: 'server', version: '0.0.0', dataFolder: folder, threadFile: worker.file, ledgerThreadFile: ledger.file, sandboxThreadFile: '', clock: systemClock, random: createSeededRandom(3), hostName: 'test-host',
    tell: () => undefined,
    start: { connection: { url: `redis://:s3cret-of-redis@127.0.0.1:${server.port}` }, labs: ['eventflow'] },
    openIntake: createOpenIntake(() => 'intake-of-this-test'), openService: () => Promise.reject(new Error('this test opens no comparison'))
  })
  host = await startWebHost({ scrape: { token: TOKEN, metrics: workbench.metrics } })
})
afterAll(async () => {
  await host.dispose()
  await workbench.dispose()
  await Promise.all(threads.map((thread) => thread.remove()))
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function get(path: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${host.port}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })
  expect(answer.status).toBe(200)
  return answer.text()
}

const cli = (...words: string[]): Promise<string> => askServer({ port: server.port, password: 's3cret-of-redis' }, words)

/** One series' value, undefined when there is none. */
function read(text: string, series: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('C6 metrics of a running lab', () => {
  it('have the published names, agree with the server, and hold no secret', async () => {
    let text = ''
    await vi.waitFor(async () => {
      text = await get('/metrics')
      expect(text).toMatch(/^eventflow_events_published_total\{event_type="order\.placed",source="api"\} \d+$/m)
      expect(text).toMatch(/^eventflow_events_processed_total\{event_type="user\.registered",handler="email",status="success"\} \d+$/m)
      expect(text).toMatch(/^eventflow_processing_seconds_bucket\{event_type="user\.registered",handler="email",le="0\.025"\} \d+$/m)
      expect(text).toMatch(/^eventflow_consumer_lag\{consumer_group="email"\} \d+$/m)
      expect(text).toMatch(/^eventflow_dlq_depth\{handler="email"\} \d+$/m)
      expect(text).toMatch(/^sluice_group_consumers\{.*stream="sluice:lab:eventflow:events",group="email"\} 2$/m)
    }, wait)
    expect(text).not.toContain('s3cret')
    expect(text).not.toContain('sluice_consumer_pending')
    expect(await get('/metrics?consumers=1')).toMatch(/^sluice_consumer_pending\{.*group="email",consumer="email-1"\} \d+$/m)
    const published = [...text.matchAll(/^eventflow_events_published_total\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
    const added = Number((await cli('XINFO', 'STREAM', KEY)).split('\n').find((_line, index, lines) => lines[index - 1] === 'entries-added'))
    expect(published).toBeLessThanOrEqual(added)
  })

  it('A7 /queue-health tells of a group as the server does', async () => {
    const health = JSON.parse(await get(`/queue-health?stream=${KEY}&group=email`)) as Record<string, unknown>
    expect(health).toMatchObject({ stream_name: KEY, consumer_group: 'email', mode: 'blocking', block_ms: 5000, consumers: 2 })
    expect(health['last_delivered_id']).toMatch(/^\d+-\d+$/)
    expect(health['pending_messages']).toEqual(expect.any(Number))
  })

  it('a lag that the server answers nil for is absent and not 0', async () => {
    await cli('XGROUP', 'CREATE', KEY, 'from-the-middle', '1-1')
    await cli('XDEL', KEY, (await cli('XREVRANGE', KEY, '+', '-', 'COUNT', '1')).split('\n')[0] ?? '')
    await vi.waitFor(async () => {
      const text = await get('/metrics')
      expect(text).toMatch(/^sluice_group_pending\{.*group="from-the-middle"\} 0$/m)
      expect(text).not.toMatch(/^sluice_group_lag\{.*group="from-the-middle"\}/m)
    }, wait)
  })
})

describe.skipIf(!found)('with promtool and Prometheus (skipped where the package prometheus is not installed)', () => {
  it('promtool finds no fault in the metrics, the rules, their tests and the configuration', async () => {
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: await get('/metrics?consumers=1'), encoding: 'utf8' })
    expect(checked.stderr + checked.stdout).toBe('')
    expect(checked.status).toBe(0)
    await run('promtool', ['check', 'rules', join(FILES, 'alerts.yml')])
    await run('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: FILES })
    await run('promtool', ['check', 'config', '--syntax-only', join(FILES, 'prometheus.yml')])
  })

  it('a real Prometheus scrapes it by the configuration that we give, and knows every metric of the dashboard', async () => {
    const port = await findFreePort()
    const example = await readFile(join(FILES, 'prometheus.yml'), 'utf8')
    await writeFile(join(folder, 'prometheus.yml'), example.replace('127.0.0.1:5310', `127.0.0.1:${host.port}`).replaceAll(' 5s', ' 1s'))
    await writeFile(join(folder, 'alerts.yml'), await readFile(join(FILES, 'alerts.yml')))
    await writeFile(join(folder, 'scrape-token'), `${TOKEN}\n`)
    const child = spawn('prometheus', [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'tsdb')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], { stdio: 'ignore' })
    const ended = once(child, 'exit')
    const query = async (expression: string): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`)
      const { status, data } = await answer.json() as { status: string; data?: { result: unknown[] } }
      expect(status).toBe('success')
      return data?.result.length ?? 0
    }
    try {
      await vi.waitFor(async () => expect(await query('up{job="sluice"} == 1')).toBe(1), wait)
      await vi.waitFor(async () => expect(await query('eventflow_processing_seconds_count')).toBeGreaterThan(0), wait)
      const { panels } = JSON.parse(await readFile(join(FILES, 'grafana-dashboard.json'), 'utf8')) as { panels: { targets: { expr: string }[] }[] }
      const known = (await get('/metrics')).match(/^# TYPE \S+/gm)?.map((line) => line.slice('# TYPE '.length)) ?? []
      // No breaker has opened and nothing may be pending yet: these come with what they tell of.
      const later = ['eventflow_circuit_opened_total', 'sluice_group_oldest_pending_seconds']
      for (const { expr } of panels.flatMap(({ targets }) => targets)) {
        await query(expr)
        const name = /(eventflow|sluice)_\w+/.exec(expr)?.[0].replace(/_bucket$/, '')
        expect([...known, ...later]).toContain(name)
      }
    } finally {
      child.kill()
      await ended
    }
  })
})

it('behind a server that is gone there are no numbers of its streams', async () => {
  await server.kill()
  await vi.waitFor(async () => {
    const text = await get('/metrics')
    expect(text).toMatch(/^sluice_connection_up\{.*\} 0$/m)
    expect(read(text, 'sluice_stream_length')).toBeUndefined()
    expect(text).not.toMatch(/^sluice_(stream_length|group_pending)\{/m)
    expect(text).not.toMatch(/^eventflow_consumer_lag/m)
  }, wait)
})
