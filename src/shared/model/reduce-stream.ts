import type { ByteText } from '../redis/byte-text'
import { compareEntryIds, type EntryId } from '../redis/entry-id'
import { countLeft, newestIdOf, type PresentReading } from './present-reading'
import { proveNoLoss } from './prove-no-loss'
import { selectOpen } from './select-stream-break'
import { SAMPLE_LIMIT, type BegunAnew, type GroupFacts, type GroupState, type GroupTally, type StreamReading, type StreamState } from './stream-state'
import type { StreamRef } from './stream-ref'
import type { WorkbenchEvent } from './workbench-event'

export const EMPTY_TALLY: GroupTally = {
  delivered: 0, redelivered: 0, acked: 0, ackedNothing: 0, failed: 0, claimed: 0, droppedByClaim: 0, skipped: 0, unsubscribed: 0, deadLettered: 0
}

export function createStreamState(ref: StreamRef): StreamState {
  return { ref, groups: [], addedByUs: 0, samples: [], epoch: 0 }
}

/** Orders names by UTF-16 unit: any total order does, as long as both sides use the same. */
function compareNames(a: ByteText, b: ByteText): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Changes one group, creating it in its place when an event names it before a reading did. */
function changeGroup(stream: StreamState, name: ByteText, change: (group: GroupState) => GroupState): StreamState {
  const found = stream.groups.findIndex((group) => group.name === name)
  const before = stream.groups[found]
  if (before !== undefined) return { ...stream, groups: stream.groups.map((group, index) => (index === found ? change(before) : group)) }
  const created = change({ name, tally: EMPTY_TALLY, samples: [] })
  return { ...stream, groups: [...stream.groups, created].sort((a, b) => compareNames(a.name, b.name)) }
}

function addToTally(stream: StreamState, name: ByteText, add: Partial<GroupTally>): StreamState {
  return changeGroup(stream, name, (group) => {
    const tally = { ...group.tally }
    for (const key of Object.keys(add) as (keyof GroupTally)[]) tally[key] += add[key] ?? 0
    return { ...group, tally }
  })
}

function appendSample<T>(samples: readonly T[], sample: T): T[] {
  return samples.length < SAMPLE_LIMIT ? [...samples, sample] : [...samples.slice(1 - SAMPLE_LIMIT), sample]
}

/** What was proven and counted before holds no more: the same ids and counters may stand for others (rule I6). */
function beginAnew({ noneLostAt: _dropped, ...group }: GroupState): GroupState {
  return { ...group, tallyBefore: group.tally }
}

/** Whether the group was destroyed and made again since it was last read, or its cursor set back: what was acked may come, and be acked, a second time. */
function isAnew({ facts: before, vanishedAt }: GroupState, facts: GroupFacts): boolean {
  return vanishedAt !== undefined || (before !== undefined && compareEntryIds(facts.lastDeliveredId, before.lastDeliveredId) < 0)
}

/** A reading replaces what the server said before; a group it no longer names is kept, marked as vanished (rule M5). */
function readGroup(known: GroupState, facts: GroupFacts, reading: PresentReading, before: PresentReading | undefined): GroupState {
  const group = isAnew(known, facts) ? beginAnew(known) : known
  const { vanishedAt: _cleared, ...rest } = group
  return { ...rest, ...(rest.anew !== undefined && { anew: markFirst(rest.anew, reading) }), facts, tallyRead: group.tally, ...(proveNoLoss(group, before, { reading, facts }) && { noneLostAt: reading.at }) }
}

/** A stream that has all that it was goes on as it was. */
function changeEpoch({ letters: _counted, ...stream }: StreamState, { epoch, why, kept, at }: Extract<WorkbenchEvent, { kind: 'epoch-changed' }>): StreamState {
  if (kept === 'all') return { ...stream, epoch }
  const groups = stream.groups.map((group): GroupState => {
    const lastBefore = newer(group.anew?.lastBefore, stream.lastPresent && newestIdOf(stream.lastPresent))
    return { ...beginAnew(group), anew: { at, why, kept, open: selectOpen(group, stream.lastPresent), ...(lastBefore !== undefined && { lastBefore }) } }
  })
  return { ...stream, epoch, groups }
}

function newer(a: EntryId | undefined, b: EntryId | undefined): EntryId | undefined {
  return a === undefined || (b !== undefined && compareEntryIds(a, b) < 0) ? b : a
}

/** The first reading that finds an entry knows the first of the epoch, if none has left the stream by then and it is newer than all of before. */
function markFirst(anew: BegunAnew, reading: PresentReading): BegunAnew {
  const { entriesAdded, firstId } = reading
  if (anew.kept !== 'none' || anew.first !== undefined || (entriesAdded.known && entriesAdded.value === 0)) return anew
  const isNewer = firstId !== undefined && anew.lastBefore !== undefined && compareEntryIds(firstId, anew.lastBefore) > 0
  return { ...anew, first: countLeft(reading) === 0 && isNewer ? firstId : 'unknown' }
}

function applyReading(stream: StreamState, reading: StreamReading): StreamState {
  if (reading.kind !== 'present') return { ...stream, reading }
  const named = new Map(reading.groups.map((facts) => [facts.name, facts]))
  const groups: GroupState[] = stream.groups.map((group) => {
    const facts = named.get(group.name)
    named.delete(group.name)
    if (facts !== undefined) return readGroup(group, facts, reading, stream.lastPresent)
    const expected = reading.groupsOmitted === 0 && group.facts !== undefined && group.vanishedAt === undefined
    return expected ? { ...group, vanishedAt: reading.at } : group
  })
  for (const facts of named.values()) groups.push(readGroup({ name: facts.name, tally: EMPTY_TALLY, samples: [] }, facts, reading, undefined))
  if (named.size > 0) groups.sort((a, b) => compareNames(a.name, b.name))
  return { ...stream, reading, lastPresent: reading, groups }
}

/** Folds one event into the stream it concerns. Events that do not concern streams leave it as it is. */
export function reduceStream(stream: StreamState, event: WorkbenchEvent): StreamState {
  switch (event.kind) {
    case 'stream-read':
      return applyReading(stream, event.reading)
    case 'stream-sampled':
      return { ...stream, samples: appendSample(stream.samples, { at: event.at, added: event.added, length: event.length }) }
    case 'group-sampled':
      return changeGroup(stream, event.group.group, (group) => ({ ...group, samples: appendSample(group.samples, event.sample) }))
    case 'letters-counted':
      return { ...stream, letters: event.letters }
    case 'epoch-changed':
      return changeEpoch(stream, event)
    case 'entries-added':
      return event.by === 'other' ? stream : { ...stream, addedByUs: stream.addedByUs + event.count }
    case 'entries-delivered':
      return addToTally(stream, event.group.group, event.again ? { redelivered: event.count } : { delivered: event.count })
    case 'entries-acked':
      return addToTally(stream, event.group.group, { acked: event.count, ackedNothing: event.nothing })
    case 'entries-failed':
      return addToTally(stream, event.group.group, { failed: event.count })
    case 'entries-claimed':
      return addToTally(stream, event.group.group, { claimed: event.count, droppedByClaim: event.dropped.length })
    case 'entries-skipped':
      return addToTally(stream, event.group.group, { skipped: event.count, unsubscribed: event.why === 'done-before' ? 0 : event.count })
    case 'entries-dead-lettered':
      return addToTally(stream, event.group.group, { deadLettered: event.count })
    case 'breaker-changed':
      return changeGroup(stream, event.group.group, (group) => ({ ...group, breaker: { ...event.breaker, handler: event.handler } }))
    case 'sweeper-changed':
      return changeGroup(stream, event.group.group, (group) => ({ ...group, sweeper: event.sweeper }))
    default:
      return stream
  }
}
