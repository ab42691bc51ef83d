import { copyFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Database } from 'node-sqlite3-wasm'
import { expect, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { selectAtWork } from '@shared/model/select-at-work'
import { selectConservation, type Conservation } from '@shared/model/select-conservation'
import { selectEffectCut, selectEffectTally, type EffectTally } from '@shared/model/select-effect-tally'
import { selectLabVerdict, type LabVerdict } from '@shared/model/select-lab-verdict'
import { selectStreamBreak } from '@shared/model/select-stream-break'
import { toStreamId, type GroupRef } from '@shared/model/stream-ref'
import type { GroupState } from '@shared/model/stream-state'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { ConsumerState, LabId, LabState, ProducerState, WorkerState } from '@shared/model/worker-state'
import { createOpenIntake } from '../../../hosts/shared/intake-server'
import { startSandbox } from '../../../sandbox/testing/start-sandbox'
import { startLedger, type LedgerServer } from '../../ledger/start-ledger'
import { openObserved, type Observed } from '../../observe/testing/open-observed'
import { askServer } from '../../redis/testing/ask-server'
import { realClock } from '../../redis/testing/real-clock'
import { startRedisServer, type TestServer } from '../../redis/testing/redis-server'
import { buildThread } from '../../workers/testing/build-thread'
import { createWorkerPool, type WorkerPool } from '../../workers/worker-pool'
import { createLabLibrary } from '../lab-library'
import { createLabManager, type LabManager } from '../lab-manager'

const wait = { timeout: 30_000, interval: 20 }

export type ServerKind = 'redis-server' | 'built-in'

/** How one group of a lab stands, by the picture and the ledger, as the page works it out. */
export interface GroupStanding {
  group: GroupState
  check: Conservation
  effects: EffectTally | undefined
  verdict: LabVerdict
}

/** Everything that runs labs, wired as in the product, on a server of its own. */
export interface LabBench {
  observed: Observed
  pool: WorkerPool
  labs: LabManager
  ledger: LedgerServer
  /** Everything that was reported, in order. */
  events: WorkbenchEvent[]
  port: number
  /** Undefined on the built-in server. */
  server: TestServer | undefined
  /** As redis-cli, without the last newline. */
  cli(...args: string[]): Promise<string>
  /** Lines of redis-cli as pairs of name and value, one record for each that begins with `name`. */
  describe(...args: string[]): Promise<Map<string, string>[]>
  /** Rows of the ledger by a statement of the test's own, read from its file and not through the product. */
  sql(statement: string, ...values: string[]): Record<string, unknown>[]
  /** Starts a lab and waits for its threads. */
  start(text: string): Promise<LabState>
  consumer(name: string): ConsumerState
  producer(name: string): ProducerState
  /** Reads its streams now, and the ledger about that moment. By `stream/group`. */
  standings(lab: LabState): Promise<Map<string, GroupStanding>>
  /** Ends every lab where it stands and leaves an empty server. */
  clear(): Promise<void>
  dispose(): Promise<void>
}

interface Judge {
  port: number
  server: TestServer | undefined
  close(): Promise<void>
}

async function startJudge(kind: ServerKind, args: string[]): Promise<Judge> {
  if (kind === 'built-in') {
    const sandbox = await startSandbox()
    return { port: sandbox.port, server: undefined, close: () => sandbox.close() }
  }
  const server = await startRedisServer({ args })
  return { port: server.port, server, close: () => server.stop() }
}

export async function openLabBench(kind: ServerKind, options: { args?: string[]; seed?: number } = {}): Promise<LabBench> {
  const [judge, worker, database, folder] = await Promise.all([
    startJudge(kind, options.args ?? []), buildThread('../worker-thread.ts'), buildThread('../../ledger/ledger-thread.ts'), mkdtemp(join(tmpdir(), 'sluice-test-bench-'))
  ])
  const ledger = await startLedger({ threadFile: database.file })
  const random = createSeededRandom(options.seed ?? 5)
  const silent = (): void => undefined
  const logger = { debug: silent, info: silent, warn: silent, error: silent }
  const isOwnConsumer = (group: GroupRef, consumer: string): boolean => pool.isOwnConsumer(group, consumer)
  const observed = await openObserved({ url: `redis://127.0.0.1:${judge.port}`, isOwnConsumer })
  const { log, observer, connections } = observed
  const events: WorkbenchEvent[] = []
  log.onAppend(({ event }) => events.push(event))
  const connection = connections.get.bind(connections)
  const pool = createWorkerPool({ sink: log, connection, clock: realClock, random, hostName: 'web-1', commandLog: observed.commandLog, instance: 'test', threadFile: worker.file, logger, connectLedger: () => ledger.connect() })
  const labs = createLabManager({
    sink: log, connection, pool, observer, clock: realClock, random, hostName: 'web-1', logger, openIntake: createOpenIntake(() => 'secret'), library: createLabLibrary(folder), ledger: async () => ledger
  })

  const cli = (...command: string[]): Promise<string> => askServer({ port: judge.port }, command)

  function findWorker(name: string): WorkerState {
    const found = pool.states().find((state) => state.name === name)
    if (found === undefined) throw new Error(`no worker ${name}`)
    return found
  }

  /** As the page does it: the ledger is asked about the moment of the reading. */
  async function standings(lab: LabState): Promise<Map<string, GroupStanding>> {
    const found = new Map<string, GroupStanding>()
    const counts = await ledger.query({ kind: 'count', lab: lab.id })
    for (const key of lab.streams) await observer.readNow({ connection: lab.connection, key })
    for (const { stream: key, group: name, effect } of lab.groups) {
      const stream = log.current().streams[toStreamId({ connection: lab.connection, key })]
      const group = stream?.groups.find((candidate) => candidate.name === name)
      const reading = stream?.reading?.kind === 'present' ? stream.reading : stream?.lastPresent
      if (stream === undefined || group === undefined || reading === undefined) continue
      const check = selectConservation(reading, group)
      const atWork = selectAtWork(log.current().workers, { connection: lab.connection, key }, name)
      const cut = selectEffectCut(group, atWork)
      const [answer] = cut === undefined ? [] : await ledger.query({ kind: 'accounted', lab: lab.id, cuts: [{ group: name, cut }] })
      const { once = 0, more = 0 } = counts.find((row) => row.group === name) ?? {}
      const effects = effect ? selectEffectTally(check, group, { once, more, accounted: answer?.entries ?? 0 }, atWork) : undefined
      found.set(`${key}/${name}`, { group, check, effects, verdict: selectLabVerdict(check, effects, selectStreamBreak(stream, group)) })
    }
    return found
  }

  return {
    observed, pool, labs, ledger, events, port: judge.port, server: judge.server, cli, standings,
    async describe(...args) {
      const lines = (await cli(...args)).split('\n')
      const records: Map<string, string>[] = []
      for (let at = 0; at + 1 < lines.length; at += 2) {
        if (lines[at] === 'name') records.push(new Map())
        records.at(-1)?.set(lines[at] ?? '', lines[at + 1] ?? '')
      }
      return records
    },
    sql(statement, ...values) {
      // A copy of what is committed: the thread keeps the file to itself.
      const copy = join(folder, 'copy.sqlite')
      copyFileSync(ledger.file, copy)
      const db = new Database(copy)
      try {
        return db.all(statement, values)
      } finally {
        db.close()
      }
    },
    async start(text) {
      const id: LabId = await labs.start({ connection: observed.id, text })
      await vi.waitFor(() => expect(log.current().labs[id]?.status).toBe('running'), wait)
      const lab = log.current().labs[id]
      if (lab === undefined) throw new Error('the lab does not run')
      return lab
    },
    consumer(name) {
      const state = findWorker(name)
      if (state.role !== 'consumer') throw new Error(`${name} is no consumer`)
      return state
    },
    producer(name) {
      const state = findWorker(name)
      if (state.role !== 'producer') throw new Error(`${name} is no producer`)
      return state
    },
    async clear() {
      await pool.drain(pool.states().map((state) => state.id), 0)
      for (const id of Object.keys(log.current().labs)) await labs.stop({ lab: id, clean: true })
      await cli('FLUSHALL')
      events.length = 0
    },
    async dispose() {
      await labs.dispose()
      await pool.dispose()
      await observed.dispose()
      await ledger.dispose()
      await judge.close()
      await Promise.all([worker.remove(), database.remove(), rm(folder, { recursive: true, force: true })])
    }
  }
}
