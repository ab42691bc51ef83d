import { readLength } from '../metrics/lab-metrics'
import { findLetterStreams } from '../metrics/letter-streams'
import { areUnlisted, SILENT_MS } from '../metrics/stream-metrics'
import type { PresentReading } from '../model/present-reading'
import { selectBreaker } from '../model/select-breaker'
import { selectUndelivered } from '../model/select-undelivered'
import { fromStreamId } from '../model/stream-ref'
import type { GroupFacts, GroupState, StreamState } from '../model/stream-state'
import type { WorkbenchState } from '../model/workbench-state'
import { approximateCount } from '../redis/count'
import { LAG_FLOOR, LAG_RANGE_MS, type AlertLimits, type Measured } from './alert-limits'
import { slopePerSecond } from './slope'

/** A group that is there, with what the last reading says of it, or why nothing is known now. */
type Observed =
  | { stream: StreamState; group: GroupState; known: true; reading: PresentReading; facts: GroupFacts }
  | { stream: StreamState; group: GroupState; known: false; why: string }

/** Why the last reading says nothing of now; undefined when it does. */
function whyUnread(state: WorkbenchState, { ref, reading }: StreamState): string | undefined {
  const connection = state.connections[ref.connection]
  if (connection?.status.kind !== 'ready') return connection === undefined ? 'its connection is gone' : `its connection is ${connection.status.kind}`
  if (reading === undefined) return 'it was not read yet'
  if (reading.kind === 'failed') return reading.message
  return reading.kind === 'no-permission' ? `this user may not use ${reading.needs}` : undefined
}

/** Every group that is observed. One that vanished, or whose stream is gone, is not: there is nothing left to alert of. */
function observeGroups(state: WorkbenchState): Observed[] {
  return Object.values(state.streams).flatMap((stream) => {
    const why = whyUnread(state, stream)
    const { reading } = stream
    if (why === undefined && reading?.kind !== 'present') return []
    return stream.groups.filter(({ vanishedAt }) => vanishedAt === undefined).map((group): Observed => {
      if (why !== undefined || reading?.kind !== 'present') return { stream, group, known: false, why: why ?? 'it was not read' }
      return group.facts === undefined ? { stream, group, known: false, why: 'it was not read yet' } : { stream, group, known: true, reading, facts: group.facts }
    })
  })
}

function measureGroups(state: WorkbenchState, measure: (observed: Extract<Observed, { known: true }>) => { holds: boolean; value: number } | { why: string }): Measured[] {
  return observeGroups(state).map((observed): Measured => {
    const subject = { ...observed.stream.ref, group: observed.group.name }
    if (!observed.known) return { subject, known: false, why: observed.why }
    const found = measure(observed)
    return 'why' in found ? { subject, known: false, why: found.why } : { subject, known: true, ...found }
  })
}

export function measurePending(state: WorkbenchState, _now: number, { pendingAbove }: AlertLimits): Measured[] {
  return measureGroups(state, ({ facts: { pending } }) => ({ holds: pending > pendingAbove, value: pending }))
}

/** Entries more each second, by the line through the samples of the last five minutes, as deriv() has it. */
export function measureLagGrowth(state: WorkbenchState, now: number): Measured[] {
  return measureGroups(state, ({ reading, facts, group }) => {
    const undelivered = selectUndelivered(reading, facts)
    if (!undelivered.known) return { why: undelivered.why }
    // Most groups are here, and their samples need no look.
    if (approximateCount(undelivered.value) <= LAG_FLOOR) return { holds: false, value: 0 }
    const slope = slopePerSecond(group.samples.flatMap(({ at, lag }) => (lag !== undefined && at >= now - LAG_RANGE_MS ? [{ at, value: lag }] : [])))
    if (slope === undefined) return { why: 'two samples of its lag are needed' }
    return { holds: slope > 0, value: slope }
  })
}

export function measureSilentConsumers(state: WorkbenchState): Measured[] {
  return measureGroups(state, ({ reading, facts: { consumers, pending } }) => {
    // Nothing is listed where the user may not ask: that is no proof that nobody is silent.
    if (areUnlisted(reading, { consumers }) && pending > 0) return { why: reading.refused ?? 'its consumers were not listed' }
    const silent = consumers.filter((consumer) => consumer.pending > 0 && consumer.idle >= SILENT_MS).length
    return { holds: silent > 0, value: silent }
  })
}

export function measureBreakers(state: WorkbenchState): Measured[] {
  return observeGroups(state).flatMap((observed): Measured[] => {
    const { stream: { ref }, group } = observed
    const breaker = selectBreaker(state, ref, group)
    if (breaker === undefined) return []
    const subject = { ...ref, group: group.name, handler: breaker.handler }
    return [observed.known ? { subject, known: true, holds: breaker.kind === 'open', value: breaker.failures } : { subject, known: false, why: observed.why }]
  })
}

export function measureDeadLetters(state: WorkbenchState, _now: number, { letterStreams }: AlertLimits): Measured[] {
  return findLetterStreams(state, letterStreams).streams.map((id): Measured => {
    const subject = fromStreamId(id)
    const length = readLength(state, id)
    if (length !== undefined) return { subject, known: true, holds: length > 0, value: length }
    const stream = state.streams[id]
    return { subject, known: false, why: stream === undefined ? 'nobody watches this stream' : whyUnread(state, stream) ?? 'its length was not read' }
  })
}

/** A connection that a person closed is left alone. */
export function measureConnections(state: WorkbenchState): Measured[] {
  return Object.values(state.connections).flatMap(({ id, status }): Measured[] =>
    (status.kind === 'closed' ? [] : [{ subject: { connection: id }, known: true, holds: status.kind !== 'ready', value: status.kind === 'ready' ? 1 : 0 }]))
}
