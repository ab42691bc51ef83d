// The full loop at high rate, embedded and observed, against the same loop in C with hiredis: in turns on one real server in one run.
import { startRedisServer } from '../src/main/core/redis/testing/redis-server'
import { openCore } from './lib/core'
import { compileNativeLoop } from './lib/hiredis-loop'
import { median, report } from './lib/report'

const ENTRIES = 1_200_000
const ROUNDS = 5
const PER_WRITE = 500
const COUNT = 1000
const VALUE_BYTES = 200
/** More than is sent, for both: an unread entry that is trimmed would never be acked. */
const MAXLEN = 2_000_000

/** Entries per second from the order to start the producer to its last entry's XACK, the start of its thread included. */
async function runEmbeddedLoop(core: Awaited<ReturnType<typeof openCore>>, key: string): Promise<number> {
  const stream = { connection: core.connection, key }
  await core.client.streams.watch(stream)
  const { worker: consumer } = await core.client.workers.addConsumer({
    ...stream, group: 'g', name: 'c', settings: { count: COUNT, ack: 'batch', processing: { kind: 'fixed', ms: 0 }, failureRate: 0, startId: '0-0', highRate: true }
  })
  await core.waitFor((state) => (state.workers[consumer]?.status.kind === 'running' ? true : undefined))
  const start = performance.now()
  const { worker: producer } = await core.client.workers.addProducer({
    ...stream, name: 'p',
    settings: {
      schedule: { kind: 'burst', size: 100_000, everyMs: 10 }, trim: { maxLen: MAXLEN, exact: false }, highRate: true,
      templates: [{ source: 'bench', fields: [{ name: 'seq', value: '{{seq}}' }, { name: 'payload', value: 'x'.repeat(VALUE_BYTES) }] }]
    }
  })
  const acked = await core.waitFor((state) => ((state.workers[consumer]?.counts.acked ?? 0) >= ENTRIES ? state.workers[consumer]?.counts.acked : undefined))
  const seconds = (performance.now() - start) / 1000
  for (const worker of [producer, consumer]) {
    await core.client.workers.stop({ worker }).catch(() => undefined)
    await core.waitFor((state) => (state.workers[worker]?.status.kind === 'stopped' ? true : undefined))
    await core.client.workers.remove({ worker })
  }
  await core.client.streams.unwatch(stream)
  return acked / seconds
}

const server = await startRedisServer()
const native = await compileNativeLoop()
try {
  const core = await openCore(server.url)
  const inC: number[] = []
  const ours: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    inC.push(await native.run({ port: server.port, key: `c:${round}`, entries: ENTRIES, perWrite: PER_WRITE, count: COUNT, valueBytes: VALUE_BYTES }))
    await server.cli('FLUSHALL')
    ours.push(await runEmbeddedLoop(core, `sluice:lab:high-rate:${round}`))
    await server.cli('FLUSHALL')
  }
  const ratio = median(ours.map((rate, round) => rate / (inC[round] ?? Number.NaN)))
  report({
    what: 'full loop at high rate, observed, to the same in C with hiredis',
    measured: `${ratio.toFixed(2)} × (${Math.round(median(ours) / 1000)} k to ${Math.round(median(inC) / 1000)} k/s)`,
    must: '≥ 0.6 ×', ok: ratio >= 0.6
  })
  await core.dispose()
} finally {
  await native.dispose()
  await server.stop()
}
