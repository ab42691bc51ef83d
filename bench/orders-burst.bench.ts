// The lab Orders in burst, observed and drawn on Flow in a real Chromium, against a bare ioredis loop: in turns on one real server in one run.
// The bare loop sends the same entries, reads with the same COUNT and acks as the lab does, with no picture to keep and no page to serve.
import { BUILT_IN_LABS } from '@shared/labs/built-in-labs'
import { parseLabFile } from '@shared/labs/parse-lab-file'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { parseTemplates } from '../src/main/core/workers/payload-generator'
import { toProducerSettings } from '../src/main/core/labs/to-workers'
import { startRedisServer } from '../src/main/core/redis/testing/redis-server'
import { systemClock } from '../src/main/hosts/shared/system-clock'
import { runBareLoop } from './lib/bare-loop'
import { openCore } from './lib/core'
import { openPage } from './lib/host'
import { median, percentile, report } from './lib/report'

const ROUNDS = 3
const SECONDS = 12
const BARE_ENTRIES = 600_000

const asItIs = BUILT_IN_LABS.find((text) => text.includes('name: orders_burst\n')) ?? ''
/** As fast as it goes: both loops then find what the machine can do. */
const flatOut = asItIs.replace('{ perSecond: 120000 }', '{ burst: 100000, everyMs: 10 }')
if (flatOut === asItIs) throw new Error('the lab is not as this bench knows it')

/** Fields of entries made by the lab's own templates. They are made before, so that the bare loop is only a client. */
function readLab(text: string): { count: number; group: string; fields: string[][] } {
  const parsed = parseLabFile(text)
  if (parsed.kind === 'bad') throw new Error(parsed.problems[0]?.message)
  const [source] = parsed.file.sources
  const [group] = parsed.file.groups
  if (source === undefined || group === undefined) throw new Error('the lab has no source and group')
  const templates = parseTemplates(toProducerSettings(parsed.file, source).templates)
  if (templates.kind === 'bad') throw new Error(templates.message)
  const next = templates.create(systemClock, createSeededRandom(1))
  return { count, group: group.name, fields: Array.from({ length: 10_000 }, () => next().map(String)) }
}
const { count, group, fields } = readLab(flatOut)

interface LabRun {
  acked: number
  frames: number[]
  hostMegabytes: number
}

async function runLab(core: Awaited<ReturnType<typeof openCore>>, text: string): Promise<LabRun> {
  const { page, close } = await openPage(core)
  const { lab } = await core.client.labs.start({ text, connection: core.connection })
  const acked = async (): Promise<number> => Object.values((await core.snapshot()).workers).reduce((sum, worker) => sum + (worker.lab === lab ? worker.counts.acked : 0), 0)
  await page.getByRole('region', { name: `Group ${group}` }).waitFor()
  await core.waitFor((state) => (Object.values(state.workers).some((worker) => worker.lab === lab && worker.counts.acked > 0) ? true : undefined))
  // What is measured is the work of every second, not the start of threads.
  await page.waitForTimeout(2000)
  const before = await acked()
  const start = performance.now()
  const frames = await page.evaluate((milliseconds) => new Promise<number[]>((resolve) => {
    const deltas: number[] = []
    const from = performance.now()
    let last = from
    const tick = (now: number): void => {
      deltas.push(now - last)
      last = now
      if (now - from < milliseconds) requestAnimationFrame(tick)
      else resolve(deltas)
    }
    requestAnimationFrame(tick)
  }), SECONDS * 1000)
  const after = await acked()
  const seconds = (performance.now() - start) / 1000
  await core.client.labs.stop({ lab })
  await close()
  return { acked: (after - before) / seconds, frames, hostMegabytes: process.memoryUsage().rss / 1024 / 1024 }
}

const server = await startRedisServer()
try {
  const core = await openCore(server.url)
  const bare: number[] = []
  const drawn: LabRun[] = []
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await runBareLoop({ url: server.url, key: 'bare', entries: BARE_ENTRIES, fields: (n) => fields[n % fields.length] ?? [], perWrite: 500, count, maxLenApprox: 200_000 }))
    await server.cli('FLUSHALL')
    drawn.push(await runLab(core, flatOut))
    await server.cli('FLUSHALL')
  }
  const ratio = median(drawn.map(({ acked }, round) => acked / (bare[round] ?? Number.NaN)))
  report({
    what: 'lab Orders in burst, observed and drawn, to a bare ioredis loop',
    measured: `${ratio.toFixed(2)} × (${Math.round(median(drawn.map(({ acked }) => acked)) / 1000)} k to ${Math.round(median(bare) / 1000)} k/s)`, must: '≥ 0.8 ×', ok: ratio >= 0.8
  })
  const paced = await runLab(core, asItIs)
  report({ what: 'the same as it is, at 120,000/s', measured: `${Math.round(paced.acked / 1000)} k/s, p95 frame ${percentile(paced.frames, 0.95).toFixed(0)} ms`, must: '≥ 114 k/s', ok: paced.acked >= 114_000 })
  const megabytes = [...drawn, paced].map(({ hostMegabytes }) => Math.round(hostMegabytes))
  report({ what: 'memory of the host after each of these runs', measured: `${megabytes.join(', ')} MB`, must: '≤ 600 MB', ok: Math.max(...megabytes) <= 600 })
  await core.dispose()
} finally {
  await server.stop()
}
