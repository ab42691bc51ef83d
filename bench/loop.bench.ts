// The full loop XADD → XREADGROUP → XACK: embedded workers, observed, against the bare client, in turns in one run.
import { startRedisServer } from '../src/main/core/redis/testing/redis-server'
import { runBareLoop } from './lib/bare-loop'
import { openCore } from './lib/core'
import { median, report } from './lib/report'

/** So many that the start of two threads, which the bare client has not, is a small part of it: 0.1 s and more were a tenth of 200,000. */
const ENTRIES = 600_000
const ROUNDS = 3
const VALUE = 'x'.repeat(200)

/** Entries per second from the first XADD of an embedded producer to the last XACK of an embedded consumer. */
async function runEmbeddedLoop(core: Awaited<ReturnType<typeof openCore>>, key: string, observed: boolean): Promise<number> {
  const stream = { connection: core.connection, key }
  if (observed) await core.client.streams.watch(stream)
  const { worker: consumer } = await core.client.workers.addConsumer({
    ...stream, group: 'g', name: 'c', settings: { count: 100, ack: 'batch', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, startId: '0-0' }
  })
  await core.waitFor((state) => (state.workers[consumer]?.status.kind === 'running' ? true : undefined))
  const start = performance.now()
  const { worker: producer } = await core.client.workers.addProducer({
    ...stream, name: 'p',
    settings: { schedule: { kind: 'once', size: ENTRIES }, templates: [{ source: 'bench', fields: [{ name: 'seq', value: '{{seq}}' }, { name: 'payload', value: VALUE }] }], trim: { maxLen: 1_000_000, exact: false } }
  })
  await core.waitFor((state) => ((state.workers[consumer]?.counts.acked ?? 0) >= ENTRIES ? true : undefined))
  const seconds = (performance.now() - start) / 1000
  for (const worker of [producer, consumer]) {
    await core.client.workers.stop({ worker }).catch(() => undefined)
    await core.waitFor((state) => (state.workers[worker]?.status.kind === 'stopped' ? true : undefined))
    await core.client.workers.remove({ worker })
  }
  if (observed) await core.client.streams.unwatch(stream)
  return ENTRIES / seconds
}

const server = await startRedisServer()
try {
  const core = await openCore(server.url)
  const bare: number[] = []
  const observed: number[] = []
  const unobserved: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await runBareLoop({ url: server.url, key: `bare:${round}`, entries: ENTRIES, fields: (n) => ['seq', String(n), 'payload', VALUE] }))
    observed.push(await runEmbeddedLoop(core, `sluice:lab:observed:${round}`, true))
    unobserved.push(await runEmbeddedLoop(core, `sluice:lab:unobserved:${round}`, false))
    await server.cli('FLUSHALL')
  }
  const ratio = median(observed) / median(bare)
  const cost = 1 - median(observed) / median(unobserved)
  report({ what: 'full loop, embedded and observed, to a bare ioredis loop', measured: `${ratio.toFixed(2)} × (${Math.round(median(observed) / 1000)} k to ${Math.round(median(bare) / 1000)} k/s)`, must: '≥ 0.8 ×', ok: ratio >= 0.8 })
  report({ what: 'what observing takes off the full-load loop', measured: `${(cost * 100).toFixed(1)} %`, must: '≤ 3 %', ok: cost <= 0.03 })
  await core.dispose()
} finally {
  await server.stop()
}
