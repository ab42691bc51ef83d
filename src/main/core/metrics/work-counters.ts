import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { WorkerState } from '@shared/model/worker-state'
import type { Labels, MetricFamily, Sample } from '@shared/metrics/metric-text'
import { addDuration, emptyDuration, OTHER, SECONDS_BOUNDS, type DurationTally, type WorkReport } from '@shared/metrics/work-tally'

/** Series of one metric; what comes later with a new label is counted under `other`. */
const SERIES_LIMIT = 200

/** Counts that only rise, from the start of the host. */
export interface WorkCounters {
  note(worker: WorkerState, work: WorkReport): void
  noteEvent(event: WorkbenchEvent): void
  families(): MetricFamily[]
}

interface Series<T> {
  labels: Labels
  value: T
}

/** Values by their labels, in bounded number. */
function createTable<T>(create: () => T): { of(labels: Labels): Series<T>; all(): Series<T>[] } {
  const table = new Map<string, Series<T>>()
  return {
    of(labels) {
      const key = JSON.stringify(labels)
      const found = table.get(key)
      if (found !== undefined) return found
      // Only these two come from payloads; the others are names that a person gave.
      const kept: Labels = table.size < SERIES_LIMIT ? labels : labels.map(([name, value]) => [name, name === 'event_type' || name === 'source' ? OTHER : value])
      const keptKey = JSON.stringify(kept)
      const series = table.get(keptKey) ?? { labels: kept, value: create() }
      table.set(keptKey, series)
      return series
    },
    all: () => [...table.values()]
  }
}

function toHistogram({ labels, value }: Series<DurationTally>): Sample[] {
  let sum = 0
  const buckets = value.buckets.map((count, at): Sample => {
    sum += count
    return { suffix: '_bucket', labels: [...labels, ['le', String(SECONDS_BOUNDS[at] ?? '+Inf')]], value: sum }
  })
  return [...buckets, { suffix: '_sum', labels, value: value.seconds }, { suffix: '_count', labels, value: value.count }]
}

export function createWorkCounters(): WorkCounters {
  const published = createTable(() => ({ count: 0 }))
  const repeated = createTable(() => ({ count: 0 }))
  const processed = createTable(() => ({ count: 0 }))
  const durations = createTable(() => emptyDuration(''))
  const openings = createTable(() => ({ count: 0, lastAt: 0 }))

  const toCounts = (table: { all(): Series<{ count: number }>[] }): Sample[] => table.all().map(({ labels, value }) => ({ labels, value: value.count }))

  return {
    note(worker, work) {
      for (const { type, source, count } of work.published ?? []) published.of([['event_type', type], ['source', source]]).value.count += count
      for (const { type, source, count } of work.repeated ?? []) repeated.of([['event_type', type], ['source', source]]).value.count += count
      if (worker.role !== 'consumer') return
      // A group without policies has a handler all the same: it is called as the group is.
      const handler = worker.settings.policies?.handler.name ?? worker.group
      for (const { type, status, count } of work.worked ?? []) processed.of([['event_type', type], ['handler', handler], ['status', status]]).value.count += count
      for (const tally of work.took ?? []) addDuration(durations.of([['event_type', tally.type], ['handler', handler]]).value, tally)
    },
    noteEvent(event) {
      // An envelope names no type, as the entries of its lab's producers name none.
      if (event.kind === 'entries-added' && event.by === 'intake') published.of([['event_type', ''], ['source', event.source ?? '']]).value.count += event.count
      if (event.kind !== 'breaker-changed') return
      const { value } = openings.of([['handler', event.handler]])
      const { kind, openedAt } = event.breaker
      // Each consumer of the group reports what it found: the same opening comes more than once.
      if (kind !== 'open' || openedAt === undefined || openedAt <= value.lastAt) return
      value.lastAt = openedAt
      value.count += 1
    },
    families: () => [
      { name: 'eventflow_events_published_total', type: 'counter', help: 'Events added by sources of Sluice.', samples: toCounts(published) },
      { name: 'sluice_events_duplicate_total', type: 'counter', help: 'Events that sources of Sluice sent and that were not added: they were there already, or their lock was taken.', samples: toCounts(repeated) },
      { name: 'eventflow_events_processed_total', type: 'counter', help: 'Attempts of consumers of Sluice by how they ended.', samples: toCounts(processed) },
      { name: 'eventflow_processing_seconds', type: 'histogram', help: 'How long the work on one entry took.', samples: durations.all().flatMap(toHistogram) },
      { name: 'eventflow_circuit_opened_total', type: 'counter', help: 'How often the circuit breaker of the handler opened.', samples: toCounts(openings) }
    ]
  }
}
