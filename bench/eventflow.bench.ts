// Lab C, "eventflow", as it is: how long from XADD to the committed effect, and whether anything is lost when a consumer
// is crashed and the server stands still for ten seconds.
import { selectConservation } from '@shared/model/select-conservation'
import { selectAtWork } from '@shared/model/select-at-work'
import { selectEffectCut, selectEffectTally } from '@shared/model/select-effect-tally'
import { selectLabVerdict } from '@shared/model/select-lab-verdict'
import { toStreamId } from '@shared/model/stream-ref'
import { startRedisServer } from '../src/main/core/redis/testing/redis-server'
import { systemClock } from '../src/main/hosts/shared/system-clock'
import { openCore } from './lib/core'
import { median, percentile, report } from './lib/report'

const STEADY_MS = 30_000
const STANDSTILL_MS = 10_000
const KEY = 'sluice:lab:eventflow:events'

const server = await startRedisServer({ args: ['--appendonly', 'yes'] })
try {
  const core = await openCore(server.url)
  const { connection, client } = core
  const { lab } = await client.labs.start({ connection, name: 'eventflow' })
  const running = await core.waitFor((state) => (state.labs[lab]?.status === 'running' ? state.labs[lab] : undefined))

  /** Of every effect of the lab so far: when its entry was added, and how long until it was committed. */
  async function readLatencies(): Promise<{ addedAt: number; ms: number }[]> {
    const found: { addedAt: number; ms: number }[] = []
    for (let before: number | undefined; ; ) {
      const rows = await client.ledger.effects({ lab, limit: 500, ...(before !== undefined && { before }) })
      for (const { at, id } of rows) found.push({ addedAt: Number(id.split('-')[0]), ms: at - Number(id.split('-')[0]) })
      before = rows.at(-1)?.n
      if (before === undefined || rows.length < 500) return found
    }
  }

  async function judge() {
    await client.streams.watch({ connection, key: KEY })
    const state = await core.snapshot()
    const stream = state.streams[toStreamId({ connection, key: KEY })]
    const reading = stream?.reading?.kind === 'present' ? stream.reading : undefined
    const rows = await client.ledger.count({ lab })
    return Promise.all(running.groups.map(async ({ group: name }) => {
      const group = stream?.groups.find((one) => one.name === name)
      const atWork = selectAtWork(state.workers, { connection, key: KEY }, name)
      const cut = group === undefined ? undefined : selectEffectCut(group, atWork)
      if (stream === undefined || reading === undefined || group === undefined || cut === undefined) return undefined
      const [answer] = await client.ledger.accounted({ lab, cuts: [{ group: name, cut }] })
      const check = selectConservation(reading, group)
      const { once = 0, more = 0 } = rows.find((row) => row.group === name) ?? {}
      return { once, more, verdict: selectLabVerdict(check, selectEffectTally(check, group, { once, more, accounted: answer?.entries ?? 0 }, atWork)) }
    }))
  }

  // The first seconds hold the start of the threads.
  const from = Date.now() + 3000
  await systemClock.sleep(3000 + STEADY_MS)
  const steady = (await readLatencies()).filter(({ addedAt }) => addedAt >= from).map(({ ms }) => ms)
  const p95 = percentile(steady, 0.95)
  report({ what: `eventflow, XADD to committed effect, ${steady.length} effects: p95`, measured: `${p95} ms (median ${median(steady)} ms, p99 ${percentile(steady, 0.99)} ms)`, must: '< 100 ms', ok: p95 < 100 })

  const victim = await core.waitFor((state) => Object.values(state.workers).find((worker) => worker.name === 'email-1' && worker.role === 'consumer')?.id)
  await client.workers.crash({ worker: victim, at: 'G4' })
  await core.waitFor((state) => (state.workers[victim]?.status.kind === 'crashed' ? true : undefined))
  process.kill(server.pid, 'SIGSTOP')
  await systemClock.sleep(STANDSTILL_MS)
  process.kill(server.pid, 'SIGCONT')
  const producers = await core.waitFor((state) => {
    const found = Object.values(state.workers).filter((worker) => worker.role === 'producer')
    return found.length > 0 && found.every((worker) => worker.status.kind === 'running') ? found : undefined
  })
  await systemClock.sleep(5000)
  for (const { id } of producers) await client.workers.stop({ worker: id })
  // What the crashed consumer held is claimed after its claim time-out, 30 s.
  const stream = await core.waitFor((state) => {
    const found = state.streams[toStreamId({ connection, key: KEY })]
    return found !== undefined && found.groups.every(({ facts }) => facts?.pending === 0 && facts.undelivered.known && facts.undelivered.value === 0) ? found : undefined
  })
  await systemClock.sleep(500)
  const groups = await judge()
  const added = stream.reading?.kind === 'present' && stream.reading.entriesAdded.known ? stream.reading.entriesAdded.value : 'unknown'
  const good = groups.filter((group) => group?.verdict.verdict === 'good').length
  const lost = groups.reduce((sum, group) => sum + (group?.verdict.effects?.never.known === true ? group.verdict.effects.never.value : Number.NaN), 0)
  const doubled = groups.reduce((sum, group) => sum + (group?.more ?? Number.NaN), 0)
  const delivered = groups.reduce((sum, group) => sum + (group?.once ?? Number.NaN), 0)
  const dead = groups.reduce((sum, group) => sum + (group?.verdict.deadLettered.known === true ? Number(group.verdict.deadLettered.value) : Number.NaN), 0)
  report({ what: `through a crash and ${STANDSTILL_MS / 1000} s without the server: lost, doubled (ledger)`, measured: `${lost}, ${doubled} of ${added} added, ${delivered} effects`, must: '0, 0', ok: lost === 0 && doubled === 0 })
  report({ what: 'the same by conservation: groups whose verdict is good', measured: `${good} of ${groups.length}`, must: 'all', ok: good === groups.length })
  report({ what: 'delivered, of what was wanted', measured: `${((100 * delivered) / (delivered + dead)).toFixed(3)} %, ${dead} dead-lettered by their handlers`, must: 'as its failure rates say', ok: delivered > 0 })
  for (const group of groups) if (group?.verdict.verdict !== 'good') process.stdout.write(`        ${group?.verdict.sentence ?? 'not read'}\n`)
  await core.dispose()
} finally {
  await server.stop()
}
