import type { PresentReading } from '../model/present-reading'
import type { Count } from '../redis/count'
import type { Fact } from '../model/fact'
import { selectBreaker } from '../model/select-breaker'
import { selectUndelivered } from '../model/select-undelivered'
import type { GroupFacts, GroupState, StreamState } from '../model/stream-state'
import type { WorkbenchState } from '../model/workbench-state'
import type { Labels, MetricFamily, Sample } from './metric-text'

export interface StreamMetricsOptions {
  /** Host wall clock, milliseconds. */
  now: number
  /** A series for each consumer too. */
  consumers: boolean
}

/** What one scrape holds at most; the rest is counted in sluice_series_omitted. */
export const METRIC_LIMITS = { streams: 100, groups: 500, consumers: 1000 } as const

/** A consumer that holds entries and has tried nothing for so long is silent. */
export const SILENT_MS = 60_000

const NAMES = {
  sluice_connection_up: ['gauge', '1 while the connection is ready.'],
  sluice_stream_up: ['gauge', '1 while the last reading found a stream under this key.'],
  sluice_stream_reading_age_seconds: ['gauge', 'Time since the stream was last read.'],
  sluice_stream_length: ['gauge', 'Entries in the stream (XLEN).'],
  sluice_stream_entries_added_total: ['counter', 'Entries ever added, as the server counts them.'],
  sluice_group_pending: ['gauge', 'Entries delivered and not acked, as the server counts them.'],
  sluice_group_lag: ['gauge', 'What the server calls lag; absent where it says nil.'],
  sluice_group_undelivered: ['gauge', 'Entries after last-delivered-id; absent where it is not known.'],
  sluice_group_entries_read_total: ['counter', 'Entries the group was given; absent where the server does not know.'],
  sluice_group_consumers: ['gauge', 'Consumers that the server lists.'],
  sluice_group_consumers_silent: ['gauge', 'Consumers that hold entries and have tried nothing for 60 s.'],
  sluice_group_oldest_pending_seconds: ['gauge', 'Idle time of the entry longest pending; absent where not all were looked at.'],
  sluice_breaker_open: ['gauge', '1 while the circuit breaker of the handler is open.'],
  sluice_consumer_pending: ['gauge', 'Entries that the consumer holds.'],
  sluice_consumer_idle_seconds: ['gauge', 'Time since the consumer last tried something.'],
  sluice_series_omitted: ['gauge', 'Streams, groups or consumers beyond what one scrape holds.']
} as const

type MetricName = keyof typeof NAMES
type Put = (name: MetricName, labels: Labels, value: Count | undefined) => void

const valueOf = (fact: Fact<Count>): Count | undefined => (fact.known ? fact.value : undefined)

/** Whether the list of consumers is empty because it may not be read. */
export function areUnlisted({ refused }: Pick<PresentReading, 'refused'>, { consumers }: Pick<GroupFacts, 'consumers'>): boolean {
  return refused !== undefined && consumers.length === 0
}

function putGroup(put: Put, reading: PresentReading, labels: Labels, facts: GroupFacts, breaker: GroupState['breaker']): void {
  const { consumers, window } = facts
  put('sluice_group_pending', labels, facts.pending)
  put('sluice_group_lag', labels, valueOf(facts.lag))
  put('sluice_group_undelivered', labels, valueOf(selectUndelivered(reading, facts)))
  put('sluice_group_entries_read_total', labels, valueOf(facts.entriesRead))
  // Where the user may not ask nobody is listed, which is not that nobody is there.
  const isUnlisted = areUnlisted(reading, facts)
  if (!isUnlisted) put('sluice_group_consumers', labels, consumers.length)
  if (!isUnlisted || facts.pending === 0) put('sluice_group_consumers_silent', labels, consumers.filter(({ pending, idle }) => pending > 0 && idle >= SILENT_MS).length)
  if (window.complete && window.rows.length > 0) put('sluice_group_oldest_pending_seconds', labels, Math.max(0, ...window.rows.map(({ idle }) => idle)) / 1000)
  if (breaker !== undefined) put('sluice_breaker_open', [...labels, ['handler', breaker.handler]], breaker.kind === 'open' ? 1 : 0)
}

/** The series of every observed stream. What is not known has none: unknown is never 0. */
export function toStreamMetrics(state: WorkbenchState, { now, consumers }: StreamMetricsOptions): MetricFamily[] {
  const samples = new Map<MetricName, Sample[]>()
  const put: Put = (name, labels, value) => {
    if (value === undefined) return
    const list = samples.get(name)
    if (list === undefined) samples.set(name, [{ labels, value }])
    else list.push({ labels, value })
  }
  let groupsLeft: number = METRIC_LIMITS.groups
  let consumersLeft: number = METRIC_LIMITS.consumers
  const omitted = { stream: 0, group: 0, consumer: 0 }

  function putConsumers(labels: Labels, facts: GroupFacts): void {
    for (const { name, pending, idle } of facts.consumers.slice(0, consumersLeft)) {
      put('sluice_consumer_pending', [...labels, ['consumer', name]], pending)
      put('sluice_consumer_idle_seconds', [...labels, ['consumer', name]], idle / 1000)
    }
    omitted.consumer += Math.max(0, facts.consumers.length - consumersLeft)
    consumersLeft = Math.max(0, consumersLeft - facts.consumers.length)
  }

  function putStream({ ref, reading, groups }: StreamState): void {
    const labels: Labels = [['connection', ref.connection], ['stream', ref.key]]
    // Behind a lost connection the last reading says nothing of now.
    if (reading === undefined || state.connections[ref.connection]?.status.kind !== 'ready') return
    put('sluice_stream_up', labels, reading.kind === 'present' ? 1 : 0)
    put('sluice_stream_reading_age_seconds', labels, Math.max(0, now - reading.at) / 1000)
    if (reading.kind !== 'present') return
    put('sluice_stream_length', labels, reading.length)
    put('sluice_stream_entries_added_total', labels, valueOf(reading.entriesAdded))
    omitted.group += reading.groupsOmitted
    for (const group of groups) {
      const { name, facts, vanishedAt } = group
      if (facts === undefined || vanishedAt !== undefined) continue
      if (groupsLeft === 0) {
        omitted.group += 1
        continue
      }
      groupsLeft -= 1
      const inGroup: Labels = [...labels, ['group', name]]
      putGroup(put, reading, inGroup, facts, selectBreaker(state, ref, group))
      if (consumers) putConsumers(inGroup, facts)
    }
  }

  for (const { id, status } of Object.values(state.connections)) put('sluice_connection_up', [['connection', id]], status.kind === 'ready' ? 1 : 0)
  const streams = Object.values(state.streams)
  for (const stream of streams.slice(0, METRIC_LIMITS.streams)) putStream(stream)
  omitted.stream = Math.max(0, streams.length - METRIC_LIMITS.streams)
  for (const [what, count] of Object.entries(omitted)) put('sluice_series_omitted', [['what', what]], count)
  return [...samples].map(([name, list]) => ({ name, type: NAMES[name][0], help: NAMES[name][1], samples: list }))
}
