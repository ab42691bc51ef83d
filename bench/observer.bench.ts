// What the observer costs a server that does nothing else: 5 groups of 10 consumers with pending entries, default schedule.
import { startRedisServer } from '../src/main/core/redis/testing/redis-server'
import { systemClock } from '../src/main/hosts/shared/system-clock'
import { openCore } from './lib/core'
import { cpuSeconds } from './lib/process-cpu'
import { report } from './lib/report'

const SECONDS = 20

const server = await startRedisServer()
try {
  for (let entry = 0; entry < 300; entry++) await server.cli('XADD', 's', '*', 'seq', String(entry), 'payload', 'x'.repeat(200))
  for (let group = 0; group < 5; group++) {
    await server.cli('XGROUP', 'CREATE', 's', `g${group}`, '0')
    for (let consumer = 0; consumer < 10; consumer++) await server.cli('XREADGROUP', 'GROUP', `g${group}`, `c${consumer}`, 'COUNT', '20', 'STREAMS', 's', '>')
  }
  const measure = async (): Promise<number> => {
    const before = cpuSeconds(server.pid)
    await systemClock.sleep(SECONDS * 1000)
    return (cpuSeconds(server.pid) - before) / SECONDS
  }
  const idle = await measure()
  const core = await openCore(server.url)
  await core.client.streams.watch({ connection: core.connection, key: 's' })
  await core.waitFor((state) => Object.values(state.streams)[0]?.lastPresent)
  // Entries keep arriving, slowly, so that the schedule does not slow down as it would on a quiet stream.
  const stop = new AbortController()
  const trickle = (async () => {
    while (!stop.signal.aborted) {
      await server.cli('XADD', 's', '*', 'seq', 'x')
      await systemClock.sleep(200, stop.signal)
    }
  })()
  const observed = await measure()
  stop.abort()
  await trickle
  const cost = observed - idle
  report({ what: 'observer, 5 groups × 10 consumers, default schedule', measured: `${(cost * 100).toFixed(2)} % of a server core`, must: '≤ 1 %', ok: cost <= 0.01 })
  await core.dispose()
} finally {
  await server.stop()
}
