import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { ConnectionId } from '@shared/model/stream-ref'
import { deleteKey } from './actions/data-faults/delete-key'
import { createAlertWatch } from './alerts/alert-watch'
import { createComparisonManager } from './comparisons/comparison-manager'
import type { OpenService } from './comparisons/service-endpoint'
import { createCrashRecord } from './labs/crash-record'
import { createLabLibrary } from './labs/lab-library'
import { createLabManager } from './labs/lab-manager'
import { createLeftOvers } from './labs/left-overs'
import { createScaleOut } from './labs/scale-out'
import { createLedgerOnDemand } from './ledger/ledger-on-demand'
import type { OpenIntake } from './intake/intake-listener'
import { EventLog } from './live/event-log'
import { createLiveSessions } from './live/live-session'
import { createLogger } from './logging/create-logger'
import { createMetrics, type Metrics } from './metrics/create-metrics'
import { createObserver } from './observe/observer'
import { openFirst, type FirstView, type StartedLab } from './open-first'
import { createEntryHistory } from './queries/entry-history'
import { createQueries } from './queries/create-queries'
import { createLetterCounting } from './queries/letter-counts'
import { createCommandLog } from './redis/command-log'
import { createConnectionManager } from './redis/connection-manager'
import type { Connection } from './redis/dispatcher'
import { createRouter, type Router } from './router/create-router'
import { createSettingsFile } from './settings/settings-file'
import { createWorkerPool } from './workers/worker-pool'

export type { IntakeAnswer, IntakeListener, IntakeRequests, OpenIntake } from './intake/intake-listener'
export type { OpenService, ServiceAnswer, ServiceEndpoint, ServiceResult } from './comparisons/service-endpoint'
export type { Metrics } from './metrics/create-metrics'
export type { Router } from './router/create-router'
export type { SessionContext } from './router/router-context'

export interface WorkbenchOptions {
  host: 'desktop' | 'server'
  version: string
  /** Settings live here. */
  dataFolder: string
  /** The built entry of worker threads. */
  threadFile: string
  /** The built entry of the ledger's thread. */
  ledgerThreadFile: string
  /** The built entry of the built-in sandbox's thread. */
  sandboxThreadFile: string
  clock: Clock
  random: Random
  /** This host in the names of consumers: short, of letters, digits and _ . - only. */
  hostName: string
  start: FirstView
  /** A line for the terminal that it was started from. */
  tell: (line: string) => void
  /** Opens the webhook endpoint of a lab. */
  openIntake: OpenIntake
  /** Opens an HTTP service of a comparison. */
  openService: OpenService
}

export interface Workbench {
  router: Router
  /** What a scraper may read. */
  metrics: Metrics
  /** The labs that it was started with, once the last of them can be written to or was refused; after `withinMs` those that can be by then. */
  startedLabs(withinMs: number): Promise<readonly StartedLab[]>
  /** What a page that left had been granted ends. */
  leave(): void
  /** Drains the workers, ends the sandboxes, closes every socket. Idempotent. */
  dispose(): Promise<void>
}

/** Composes the core. The only place that knows all of its parts. */
export async function createWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { clock, random, hostName } = options
  const instance = randomUUID().slice(0, 8)
  const logger = createLogger({ clock })
  const log = new EventLog(clock)
  const commandLog = createCommandLog(clock)
  const settings = await createSettingsFile({ folder: options.dataFolder, clock, logger })
  const connections = createConnectionManager({ sink: log, clock, random, commandLog, logger, instance, sandboxThreadFile: options.sandboxThreadFile })
  const connection = (id: ConnectionId): Connection => connections.get(id)
  const ledger = createLedgerOnDemand({ threadFile: options.ledgerThreadFile })
  const pool = createWorkerPool({ sink: log, connection, clock, random, hostName, commandLog, instance, threadFile: options.threadFile, logger, connectLedger: () => ledger.connect() })
  const observer = createObserver({ connection, sink: log, clock, isOwnConsumer: (group, consumer) => pool.isOwnConsumer(group, consumer) })
  const history = createEntryHistory()
  const crashes = createCrashRecord()
  log.onAppend((logged) => {
    observer.noteSeen(logged.event)
    history.note(logged)
    crashes.note(logged)
  })
  pool.onLatencies((group, samples) => {
    for (const ms of samples) observer.noteLatency(group, ms)
  })
  const metrics = createMetrics({ log, pool, clock, letterStreams: () => settings.read().settings.letterStreams })
  const queries = createQueries({ connection, history, clock })
  const library = createLabLibrary(join(options.dataFolder, 'labs'))
  const labs = createLabManager({ sink: log, connection, pool, observer, clock, random, hostName, logger, library, openIntake: options.openIntake, ledger: () => ledger.started() })
  const comparisons = createComparisonManager({ sink: log, connection, pool, observer, clock, random, openService: options.openService, instance, logger })
  const letterCounting = createLetterCounting({ log, connection, clock })
  const scaleOut = createScaleOut({ log, labs, clock })
  const leftOvers = createLeftOvers({ log, connection, note: (id, found) => connections.noteLeftOvers(id, found), remove: deleteKey, clock, logger, instance })
  async function forget(id: ConnectionId): Promise<void> {
    await pool.forget(id)
    labs.forget(id)
    comparisons.forget(id)
  }
  log.onAppend(({ event }) => {
    if (event.kind !== 'connection-removed') return
    forget(event.id).catch((error: unknown) => logger.error({ error: String(error) }, 'what ran on a closed connection did not end in order'))
  })
  const alerts = createAlertWatch({ log, clock, limits: () => ({ pendingAbove: settings.read().settings.pendingAlertAbove, letterStreams: settings.read().settings.letterStreams }) })
  const live = createLiveSessions({ log, instance, clock, createId: randomUUID })
  const router = createRouter({ host: options.host, version: options.version, instance, connections, observer, queries, history, crashes, pool, labs, library, ledger, comparisons, alerts, leftOvers, log, live, commandLog, settings }, logger)

  // The page shows what opens while it opens: nobody waits for it here.
  const ending = new AbortController()
  const first = openFirst(options.start, { connections, usualSandbox: settings.read().settings.sandbox, labs, sink: log, tell: options.tell, ending: ending.signal })
  const opening = first.done.catch((error: unknown) => {
    logger.error({ error: String(error) }, 'opening what it was started with failed')
  })

  let disposing: Promise<void> | undefined
  async function dispose(): Promise<void> {
    ending.abort()
    await opening
    live.dispose()
    alerts.dispose()
    letterCounting.dispose()
    observer.dispose()
    leftOvers.dispose()
    for (const part of [comparisons, scaleOut, labs, pool, ledger, connections]) {
      await part.dispose().catch((error: unknown) => logger.error({ error: String(error) }, 'a part did not end in order'))
    }
  }

  async function startedLabs(withinMs: number): Promise<readonly StartedLab[]> {
    const enough = new AbortController()
    await Promise.race([first.prepared, clock.sleep(withinMs, enough.signal)])
    enough.abort()
    return first.labs()
  }

  return { router, metrics, startedLabs, leave: () => connections.disarmAll(), dispose: () => (disposing ??= dispose()) }
}
