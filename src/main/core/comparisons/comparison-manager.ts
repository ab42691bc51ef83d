import type { ComparisonAction, ComparisonStart } from '@shared/contract/comparisons'
import { assertNever } from '@shared/lib/assert-never'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import { toComparisonId, type ComparisonId, type ComparisonState } from '@shared/model/comparison-state'
import { LAB_PREFIX, type ConnectionId, type StreamRef } from '@shared/model/stream-ref'
import type { WorkerId } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import { toArgument } from '../redis/bytes'
import type { Connection } from '../redis/dispatcher'
import type { WorkerPool } from '../workers/worker-pool'
import { openWorkerSocket } from '../workers/worker-socket'
import { SENDER, type ComparisonRun, type RunContext } from './comparison-run'
import { startChainOrEvents } from './chain-or-events'
import { startIdleLimit } from './idle-limit'
import { startPollingOrBlocking } from './polling-or-blocking'
import { startPubsubOrStream } from './pubsub-or-stream'
import type { OpenService } from './service-endpoint'

export interface ComparisonManagerOptions {
  sink: EventSink
  connection: (id: ConnectionId) => Connection
  pool: WorkerPool
  observer: { watch(stream: StreamRef): void; unwatch(stream: StreamRef): void }
  clock: Clock
  random: Random
  /** The host's, which knows HTTP. */
  openService: OpenService
  /** Short id of this run of Sluice: its keys and sockets are told from those of another on the same server. */
  instance: string
  logger: Logger
}

/** Measured comparisons: at most one of a kind on a connection. Their figures are events of the workbench. */
export interface ComparisonManager {
  /** Resolves when it measures. Faults: confirm-needed, not-connected, not-possible-now. */
  start(input: ComparisonStart): Promise<ComparisonId>
  /** Faults: no-such-comparison, not-possible-now. */
  act(id: ComparisonId, action: ComparisonAction): void
  /** Ends all that it started and deletes its keys; its figures stay. Faults: no-such-comparison. */
  stop(id: ComparisonId): Promise<void>
  /** The connection is about to be closed: all of it ends while its keys can still be deleted. Never rejects. */
  endOn(connection: ConnectionId): Promise<void>
  /** The connection was closed. */
  forget(connection: ConnectionId): void
  dispose(): Promise<void>
}

interface LiveComparison {
  id: ComparisonId
  connection: Connection
  startedAt: number
  streams: ByteText[]
  workers: WorkerId[]
  steps: (() => Promise<void> | void)[]
  ending: AbortController
  run: ComparisonRun | undefined
  ended: Promise<void> | undefined
}

const endedEarly = (): Fault => new Fault('not-possible-now', 'It was ended while it started.', 'Start it anew.')

/** So often its figures are told. Milliseconds. */
const TELL_EVERY_MS = 500
const DRAIN_MS = 2_000

export function createComparisonManager(options: ComparisonManagerOptions): ComparisonManager {
  const { sink, pool, observer, clock, logger } = options
  const live = new Map<ComparisonId, LiveComparison>()
  /** Those that ended, whose figures are still shown. */
  const shown = new Map<ComparisonId, ConnectionId>()

  function refuse(connection: Connection, id: ComparisonId): void {
    const { label, status, labsAllowed } = connection.state()
    if (status.kind !== 'ready') throw new Fault('not-connected', `${label} is not connected.`, 'Wait until it is, or retry the connection.')
    if (!labsAllowed) throw new Fault('confirm-needed', `Comparisons write to ${label}, and it is neither local nor dev.`, 'Allow labs for this connection first: it asks for the connection name.')
    if (live.has(id)) throw new Fault('not-possible-now', `This comparison runs on ${label} already.`, 'Stop it first.')
  }

  function createContext(comparison: LiveComparison): RunContext {
    const { connection } = comparison
    return {
      connection, clock, pool, random: options.random, openService: options.openService,
      stream(name) {
        const key = `${LAB_PREFIX}compare:${name}:${options.instance.slice(0, 4)}`
        comparison.streams.push(key)
        observer.watch({ connection: connection.id, key })
        return key
      },
      openSocket(name) {
        const { kind, mode, labsAllowed, environment } = connection.state()
        return openWorkerSocket({ target: connection.socketTarget(), name: `sluice:${options.instance}:compare:${name}`, policy: { access: 'write', kind, mode, labsAllowed, environment }, clock })
      },
      owns: (...workers) => void comparison.workers.push(...workers),
      atEnd: (step) => void comparison.steps.push(step)
    }
  }

  function begin(input: ComparisonStart, context: RunContext): Promise<ComparisonRun> {
    switch (input.kind) {
      case 'polling':
        return startPollingOrBlocking(context, input.settings)
      case 'pubsub':
        return startPubsubOrStream(context, input.settings)
      case 'chain':
        return startChainOrEvents(context, input.settings)
      case 'idle-limit':
        return startIdleLimit(context, input.settings)
      default:
        return assertNever(input)
    }
  }

  function tell({ id, connection, startedAt, streams, run }: LiveComparison, status: ComparisonState['status'], problem?: string): void {
    if (run === undefined) return
    const trouble = problem ?? (status === 'running' ? run.problem() : undefined)
    sink.append({
      kind: 'comparison-changed',
      comparison: { id, connection: connection.id, status, startedAt, streams, ...run.subject(), ...(status === 'stopped' && { stoppedAt: clock.now() }), ...(trouble !== undefined && { problem: trouble }) }
    })
  }

  async function keepTelling(comparison: LiveComparison): Promise<void> {
    const { signal } = comparison.ending
    while (!signal.aborted) {
      tell(comparison, 'running')
      await clock.sleep(TELL_EVERY_MS, signal)
    }
  }

  async function removeWorkers(workers: readonly WorkerId[]): Promise<void> {
    await pool.drain(workers, DRAIN_MS)
    const known = new Set(pool.states().map((worker) => worker.id))
    for (const id of workers) if (known.has(id)) await pool.remove(id, { deleteConsumer: false })
  }

  async function removeStreams({ connection, streams }: LiveComparison): Promise<void> {
    for (const key of streams) observer.unwatch({ connection: connection.id, key })
    if (streams.length > 0 && connection.state().status.kind === 'ready') await connection.writer.send(['DEL', ...streams.map(toArgument)], SENDER)
  }

  /** Everything ends, whatever of it fails; gives what could not be cleaned up, in words. */
  async function takeDown(comparison: LiveComparison): Promise<string | undefined> {
    const problems: string[] = []
    for (const step of [...[...comparison.steps].reverse(), () => removeWorkers(comparison.workers), () => removeStreams(comparison)]) {
      try {
        await step()
      } catch (error) {
        logger.warn({ comparison: comparison.id, error: String(error) }, 'a part of a comparison did not end in order')
        problems.push(error instanceof Error ? error.message : String(error))
      }
    }
    return problems[0]
  }

  async function end(comparison: LiveComparison): Promise<void> {
    comparison.ending.abort()
    tell(comparison, 'stopping')
    const problem = await takeDown(comparison)
    live.delete(comparison.id)
    tell(comparison, 'stopped', problem)
  }

  function endOnce(comparison: LiveComparison): Promise<void> {
    return (comparison.ended ??= end(comparison))
  }

  function find(id: ComparisonId): LiveComparison & { run: ComparisonRun } {
    const comparison = live.get(id)
    if (comparison?.run === undefined) throw new Fault('no-such-comparison', 'This comparison does not run.', 'Start it first.')
    return { ...comparison, run: comparison.run }
  }

  async function endAll(those: readonly LiveComparison[]): Promise<void> {
    await Promise.all(those.map(endOnce))
  }

  async function removeFrom(connection: ConnectionId): Promise<void> {
    await endAll(on(connection))
    for (const [id, of] of shown) {
      if (of !== connection) continue
      shown.delete(id)
      sink.append({ kind: 'comparison-removed', id })
    }
  }

  const on = (connection: ConnectionId): LiveComparison[] => [...live.values()].filter((comparison) => comparison.connection.id === connection)

  return {
    async start(input) {
      const connection = options.connection(input.connection)
      const id = toComparisonId(input.kind, input.connection)
      refuse(connection, id)
      const unfollow = connection.onChange(({ labsAllowed }) => {
        // Its sockets have the rights of their start.
        if (!labsAllowed) void endAll(on(connection.id))
      })
      const comparison: LiveComparison = { id, connection, startedAt: clock.now(), streams: [], workers: [], steps: [unfollow], ending: new AbortController(), run: undefined, ended: undefined }
      live.set(id, comparison)
      shown.set(id, connection.id)
      try {
        comparison.run = await begin(input, createContext(comparison))
        // One that was closed meanwhile throws here: nothing may outlive its connection, or the end of all.
        options.connection(input.connection)
        if (comparison.ended !== undefined) throw endedEarly()
      } catch (error) {
        await takeDown(comparison)
        live.delete(id)
        throw comparison.ended === undefined ? error : endedEarly()
      }
      void keepTelling(comparison)
      return id
    },
    act: (id, action) => {
      const comparison = find(id)
      comparison.run.act(action)
      tell(comparison, 'running')
    },
    async stop(id) {
      find(id)
      const comparison = live.get(id)
      if (comparison !== undefined) await endOnce(comparison)
    },
    endOn: (connection) => endAll(on(connection)),
    forget(connection) {
      void removeFrom(connection)
    },
    dispose: () => endAll([...live.values()])
  }
}
