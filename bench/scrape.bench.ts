// What one scrape of 100 observed groups of 5 consumers takes, from the request to its last byte, with a series for each consumer too.
import { startRedisServer } from '../src/main/core/redis/testing/redis-server'
import { systemClock } from '../src/main/hosts/shared/system-clock'
import { startWebHost } from '../src/main/hosts/testing/web-host'
import { openCore } from './lib/core'
import { report } from './lib/report'

const STREAMS = 10
const GROUPS = 10
const CONSUMERS = 5
const SCRAPES = 200
const TOKEN = 'token-of-the-scrape-bench-0123456789'

const server = await startRedisServer()
try {
  for (let stream = 0; stream < STREAMS; stream++) {
    for (let entry = 0; entry < 20; entry++) await server.cli('XADD', `s${stream}`, '*', 'seq', String(entry))
    for (let group = 0; group < GROUPS; group++) {
      await server.cli('XGROUP', 'CREATE', `s${stream}`, `g${group}`, '0')
      for (let consumer = 0; consumer < CONSUMERS; consumer++) await server.cli('XREADGROUP', 'GROUP', `g${group}`, `c${consumer}`, 'COUNT', '2', 'STREAMS', `s${stream}`, '>')
    }
  }
  const core = await openCore(server.url)
  const host = await startWebHost({ scrape: { token: TOKEN, metrics: core.metrics } })
  const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${host.port}/metrics?consumers=1`, { headers: { authorization: `Bearer ${TOKEN}` } })).text()
  for (let stream = 0; stream < STREAMS; stream++) await core.client.streams.watch({ connection: core.connection, key: `s${stream}` })
  while (((await scrape()).match(/^sluice_group_pending\{/gm)?.length ?? 0) < STREAMS * GROUPS) await systemClock.sleep(50)
  const times: number[] = []
  for (let time = 0; time < SCRAPES; time++) {
    const startedAt = systemClock.monotonic()
    await scrape()
    times.push(systemClock.monotonic() - startedAt)
  }
  times.sort((a, b) => a - b)
  const p95 = times[Math.floor(SCRAPES * 0.95)] ?? Infinity
  report({ what: `scrape of ${STREAMS * GROUPS} groups and their ${STREAMS * GROUPS * CONSUMERS} consumers, p95`, measured: `${p95.toFixed(1)} ms (median ${(times[SCRAPES / 2] ?? 0).toFixed(1)} ms)`, must: '≤ 20 ms', ok: p95 <= 20 })
  await host.dispose()
  await core.dispose()
} finally {
  await server.stop()
}
