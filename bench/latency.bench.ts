// Publish → received: a paced embedded producer and an embedded consumer, with the page open on Flow.
import { startRedisServer } from '../src/main/core/redis/testing/redis-server'
import { openCore } from './lib/core'
import { openPage } from './lib/host'
import { report } from './lib/report'

const SECONDS = 15

const server = await startRedisServer()
try {
  const core = await openCore(server.url)
  const stream = { connection: core.connection, key: 'sluice:lab:paced' }
  await core.client.streams.watch(stream)
  await core.client.workers.addConsumer({ ...stream, group: 'g', name: 'c', settings: { count: 10, ack: 'each', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, startId: '$' } })
  await core.client.workers.addProducer({ ...stream, name: 'p', settings: { schedule: { kind: 'rate', perSecond: 1000 }, templates: [{ source: 'bench', fields: [{ name: 'seq', value: '{{seq}}' }] }] } })
  const open = await openPage(core)
  const samples = await core.waitFor((state) => {
    const all = Object.values(state.streams)[0]?.groups[0]?.samples ?? []
    // The first seconds hold the start of the threads and of the page.
    return all.length >= SECONDS + 5 ? all.slice(5) : undefined
  })
  const worst = Math.max(...samples.map((sample) => sample.latencyP99 ?? Number.POSITIVE_INFINITY))
  const p99 = samples.map((sample) => sample.latencyP99 ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN
  report({ what: 'publish → received at 1,000/s, page open, p99 by the second', measured: `median ${p99} ms, worst second ${worst} ms`, must: '< 5 ms', ok: p99 < 5 })
  await open.close()
  await core.dispose()
} finally {
  await server.stop()
}
