import type { Clock } from '@shared/lib/clock'
import { toLabMetrics } from '@shared/metrics/lab-metrics'
import type { LetterStreamSaid } from '@shared/metrics/letter-streams'
import { formatMetrics } from '@shared/metrics/metric-text'
import { selectQueueHealth, type QueueHealth } from '@shared/metrics/queue-health'
import { toStreamMetrics } from '@shared/metrics/stream-metrics'
import type { EventLog } from '../live/event-log'
import type { WorkerPool } from '../workers/worker-pool'
import { createWorkCounters } from './work-counters'

/** `connection` undefined: whichever observes the stream, if it is one alone. */
export interface QueueHealthQuestion {
  stream: string
  group: string
  connection: string | undefined
}

export type QueueHealthAnswer = { kind: 'known'; health: QueueHealth } | { kind: 'not-observed' } | { kind: 'ambiguous'; connections: string[] }

/** What other programs may read of this workbench. It reads the picture that is there and asks no server anything. */
export interface Metrics {
  /** Prometheus's text format. `consumers`: a series for each consumer too. */
  scrape(options: { consumers: boolean }): string
  queueHealth(question: QueueHealthQuestion): QueueHealthAnswer
}

export interface MetricsOptions {
  log: Pick<EventLog, 'current' | 'onAppend'>
  pool: Pick<WorkerPool, 'onWork'>
  clock: Clock
  /** As the person has said of them now. */
  letterStreams: () => readonly LetterStreamSaid[]
}

export function createMetrics({ log, pool, clock, letterStreams }: MetricsOptions): Metrics {
  const counters = createWorkCounters()
  pool.onWork((worker, work) => counters.note(worker, work))
  log.onAppend(({ event }) => counters.noteEvent(event))
  return {
    scrape({ consumers }) {
      const state = log.current()
      return formatMetrics([...counters.families(), ...toLabMetrics(state, letterStreams()), ...toStreamMetrics(state, { now: clock.now(), consumers })])
    },
    queueHealth({ stream, group, connection }) {
      const state = log.current()
      const observing = Object.values(state.streams).filter(({ ref }) => ref.key === stream && (connection === undefined || ref.connection === connection)).map(({ ref }) => ref)
      const [ref, ...more] = observing
      if (ref === undefined) return { kind: 'not-observed' }
      if (more.length > 0) return { kind: 'ambiguous', connections: observing.map((one) => one.connection) }
      const health = selectQueueHealth(state, { ...ref, group })
      return health === undefined ? { kind: 'not-observed' } : { kind: 'known', health }
    }
  }
}
