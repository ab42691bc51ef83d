import { approximateCount } from '../redis/count'
import { fromStreamId, toStreamId, type StreamId } from '../model/stream-ref'
import { selectUndelivered } from '../model/select-undelivered'
import type { StreamState } from '../model/stream-state'
import type { WorkbenchState } from '../model/workbench-state'
import { findBurials, findLetterStreams, type Burial, type LetterStreamSaid } from './letter-streams'
import type { MetricFamily, Sample } from './metric-text'

/** Adds numbers under one label; one that is not known makes the sum unknown. */
function sumUp(parts: readonly { label: string; value: number | undefined }[]): Map<string, number> {
  const sums = new Map<string, number | undefined>()
  for (const { label, value } of parts) {
    const before = sums.has(label) ? sums.get(label) : 0
    sums.set(label, before === undefined || value === undefined ? undefined : before + value)
  }
  return new Map([...sums].flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])))
}

const toSamples = (name: string, sums: ReadonlyMap<string, number>): Sample[] => [...sums].map(([label, value]) => ({ labels: [[name, label]], value }))

/** The present reading of a stream that can be read now. */
function readable(state: WorkbenchState, id: StreamId): { stream: StreamState; reading: Extract<StreamState['reading'], { kind: 'present' }> } | undefined {
  const stream = state.streams[id]
  if (stream?.reading?.kind !== 'present' || state.connections[stream.ref.connection]?.status.kind !== 'ready') return undefined
  return { stream, reading: stream.reading }
}

/** XLEN. A key that is not there has none: the stream of dead letters is made by the first of them. */
export function readLength(state: WorkbenchState, id: StreamId): number | undefined {
  const stream = state.streams[id]
  if (stream?.reading?.kind === 'missing' && state.connections[stream.ref.connection]?.status.kind === 'ready') return 0
  return readable(state, id)?.reading.length
}

function selectLag(state: WorkbenchState): Map<string, number> {
  const groups = Object.values(state.labs).flatMap((lab) => lab.groups.map(({ stream, group }) => ({ id: toStreamId({ connection: lab.connection, key: stream }), group })))
  return sumUp(groups.map(({ id, group }) => {
    const found = readable(state, id)
    const facts = found?.stream.groups.find(({ name, vanishedAt }) => name === group && vanishedAt === undefined)?.facts
    const lag = found === undefined || facts === undefined ? undefined : selectUndelivered(found.reading, facts)
    return { label: group, value: lag?.known === true ? approximateCount(lag.value) : undefined }
  }))
}

/** Letters of a handler in a stream that was counted whole, as it is now. */
function countedLetters(state: WorkbenchState, id: StreamId, handler: string): number | undefined {
  const found = readable(state, id)
  const letters = found?.stream.letters
  // As many as were counted, and none after the last that was: those that were counted.
  if (letters === undefined || letters.length !== found?.reading.length || letters.newest !== found.reading.tail[0]) return undefined
  return letters.counts.find((each) => each.handler === handler)?.count ?? 0
}

/**
 * How many dead letters each handler has. A length does not tell whose they are: it does where one handler alone writes
 * there, where all that lies there was counted, or where all that were seen to be moved there are there and nothing else.
 * Elsewhere it is not known.
 */
function selectDeadLetters(state: WorkbenchState): Map<string, number> {
  const burials = findBurials(state)
  return sumUp(burials.map(({ from, to, group, handler }) => {
    const length = readLength(state, to)
    const sharing = burials.filter((other) => other.to === to)
    const moved = (one: Pick<Burial, 'from' | 'group'>): number => state.streams[one.from]?.groups.find(({ name }) => name === one.group)?.tally.deadLettered ?? 0
    if (sharing.length === 1 || length === 0) return { label: handler, value: length }
    const counted = countedLetters(state, to, handler)
    if (counted !== undefined) {
      // Letters name their handler and not always their group: groups with one handler are told once.
      const first = sharing.find((other) => other.handler === handler)
      return { label: handler, value: first?.from === from && first.group === group ? counted : 0 }
    }
    const seen = sharing.reduce((sum, other) => sum + moved(other), 0)
    return { label: handler, value: seen === length ? moved({ from, group }) : undefined }
  }))
}

/** The length of each stream of dead letters, whoever they are of. */
function toDeadLetterStreams(state: WorkbenchState, streams: readonly StreamId[]): Sample[] {
  return streams.flatMap((id) => {
    const length = readLength(state, id)
    const { connection, key } = fromStreamId(id)
    return length === undefined ? [] : [{ labels: [['connection', connection], ['stream', key]], value: length } satisfies Sample]
  })
}

function countWorkers(state: WorkbenchState): Sample[] {
  const counts = new Map<string, Sample & { value: number }>()
  for (const { role, status } of Object.values(state.workers)) {
    const sample = counts.get(`${role} ${status.kind}`)
    if (sample === undefined) counts.set(`${role} ${status.kind}`, { labels: [['role', role], ['status', status.kind]], value: 1 })
    else sample.value += 1
  }
  return [...counts.values()]
}

/** What the picture says of labs and of workers of ours, and of dead letters, whoever they are of. `said`: of which streams a person said whether they hold any. */
export function toLabMetrics(state: WorkbenchState, said: readonly LetterStreamSaid[] = []): MetricFamily[] {
  const letters = findLetterStreams(state, said)
  return [
    { name: 'eventflow_consumer_lag', type: 'gauge', help: 'Entries that the group of a lab has not been given; absent where it is not known.', samples: toSamples('consumer_group', selectLag(state)) },
    { name: 'eventflow_dlq_depth', type: 'gauge', help: 'Dead letters of the handler; absent where it is not known whose they are.', samples: toSamples('handler', selectDeadLetters(state)) },
    { name: 'sluice_dead_letters', type: 'gauge', help: 'Entries in a stream of dead letters.', samples: toDeadLetterStreams(state, letters.streams) },
    { name: 'sluice_dead_letter_streams_omitted', type: 'gauge', help: 'Streams of dead letters beyond what one scrape holds.', samples: [{ labels: [], value: letters.omitted }] },
    { name: 'sluice_workers', type: 'gauge', help: 'Workers of Sluice by how they stand.', samples: countWorkers(state) }
  ]
}
