import type { Clock } from '@shared/lib/clock'
import { countLeft, type PresentReading } from '@shared/model/present-reading'
import type { GroupRef, StreamRef } from '@shared/model/stream-ref'
import { IDS_PER_EVENT, type Batch, type WorkbenchEvent } from '@shared/model/workbench-event'
import type { ByteText } from '@shared/redis/byte-text'
import { subtractCounts } from '@shared/redis/count'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { compareGroups, type OwnedRow } from './group-difference'
import { createRecentIds } from './recent-ids'

/** A reading waits so long before it is judged, so that reports of our own workers about the same moment have come in. */
const SETTLE_MS = 150
/** Reports of our own actions are held against readings for so long. */
const OWN_KEPT_MS = 10_000
const OWN_IDS = 20_000

/** Finds what others do on a stream from the differences of readings. Conservative: what is not proved is not told. */
export interface ForeignActivity {
  /** An event about this stream that Sluice's own parts reported. */
  noteOwn(event: WorkbenchEvent): void
  /** Dead letters of our own workers, whose new ids they do not name. */
  noteLetters(count: number): void
  add(reading: PresentReading): void
  /** Events for the readings that have settled. */
  infer(): WorkbenchEvent[]
  /** A new epoch: differences to what was before mean nothing. */
  reset(): void
}

function toBatch(ids: readonly EntryId[], count = ids.length): Batch {
  return { count, ids: [...ids].sort(compareEntryIds).slice(0, IDS_PER_EVENT) }
}

function byConsumer(rows: readonly OwnedRow[]): Map<ByteText, EntryId[]> {
  const owners = new Map<ByteText, EntryId[]>()
  for (const { consumer, id } of rows) owners.set(consumer, [...(owners.get(consumer) ?? []), id])
  return owners
}

export function createForeignActivity(stream: StreamRef, clock: Clock, isOwnConsumer: (group: GroupRef, consumer: ByteText) => boolean): ForeignActivity {
  let settled: PresentReading | undefined
  let waiting: { reading: PresentReading; since: number } | undefined
  /** Added since the first reading: by our own parts, and told as by others. */
  let first: PresentReading | undefined
  let ownAdded = 0
  let toldAdded = 0
  const ownIds = createRecentIds(clock, Infinity, OWN_IDS)
  const byHand = createRecentIds(clock, OWN_KEPT_MS, OWN_IDS)
  /** When one of our parts last did something to more entries than its report names. */
  let unnamedAddAt = -Infinity
  let unnamedHandAt = -Infinity

  function reset(): void {
    settled = undefined
    waiting = undefined
    first = undefined
    ownAdded = 0
    toldAdded = 0
    ownIds.clear()
    byHand.clear()
  }

  function noteHand(group: GroupRef, ids: readonly EntryId[], count: number): void {
    for (const id of ids) byHand.note(`${id} ${group.group}`)
    if (count > ids.length) unnamedHandAt = clock.monotonic()
  }

  function inferAdded(before: PresentReading, after: PresentReading): WorkbenchEvent[] {
    const newest = before.lastGeneratedId
    const mayName = clock.monotonic() - unnamedAddAt > OWN_KEPT_MS
    const ids = newest === undefined || !mayName ? [] : after.tail.filter((id) => compareEntryIds(id, newest) > 0 && !ownIds.has(id)).reverse()
    const total = first?.entriesAdded.known === true && after.entriesAdded.known ? subtractCounts(after.entriesAdded.value, first.entriesAdded.value) : undefined
    // Own reports may already tell of entries younger than the reading: then too few are called foreign, and the next reading makes up for it.
    const count = typeof total === 'number' ? total - ownAdded - toldAdded : ids.length
    if (count <= 0) return []
    toldAdded += count
    return [{ kind: 'entries-added', stream, by: 'other', evidence: 'inferred', ...toBatch(ids.slice(-count), count) }]
  }

  function inferGroups(before: PresentReading, after: PresentReading): WorkbenchEvent[] {
    const events: WorkbenchEvent[] = []
    const nothingRemoved = countLeft(before) !== undefined && countLeft(before) === countLeft(after)
    const handIsNamed = clock.monotonic() - unnamedHandAt > OWN_KEPT_MS
    for (const now of after.groups) {
      const was = before.groups.find((group) => group.name === now.name)
      if (was === undefined) continue
      const group: GroupRef = { ...stream, group: now.name }
      const foreign = (rows: readonly OwnedRow[]): OwnedRow[] => rows.filter((row) => !isOwnConsumer(group, row.consumer))
      const notByHand = (rows: readonly OwnedRow[]): OwnedRow[] => (handIsNamed ? foreign(rows).filter((row) => !byHand.has(`${row.id} ${now.name}`)) : [])
      const { delivered, redelivered, claimed, acked } = compareGroups(was, now, nothingRemoved)
      const each = (rows: OwnedRow[], toEvent: (consumer: ByteText, batch: Batch) => WorkbenchEvent): void => {
        for (const [consumer, ids] of byConsumer(rows)) events.push(toEvent(consumer, toBatch(ids)))
      }
      each(foreign(delivered), (consumer, batch) => ({ kind: 'entries-delivered', group, consumer, again: false, evidence: 'inferred', ...batch }))
      each(notByHand(redelivered), (consumer, batch) => ({ kind: 'entries-delivered', group, consumer, again: true, evidence: 'inferred', ...batch }))
      each(notByHand(claimed), (consumer, batch) => ({ kind: 'entries-claimed', group, consumer, by: 'other', dropped: [], evidence: 'inferred', ...batch }))
      each(notByHand(acked), (consumer, batch) => ({ kind: 'entries-acked', group, consumer, nothing: 0, evidence: 'inferred', ...batch }))
    }
    return events
  }

  return {
    noteOwn(event) {
      if (!('evidence' in event) || event.evidence !== 'seen') return
      if (event.kind === 'entries-added') {
        if (first !== undefined) ownAdded += event.count
        for (const id of event.ids) ownIds.note(id)
        if (event.count > event.ids.length) unnamedAddAt = clock.monotonic()
      } else noteHand(event.group, event.ids, event.count)
    },
    noteLetters(count) {
      if (first !== undefined) ownAdded += count
      unnamedAddAt = clock.monotonic()
    },
    add(reading) {
      // Readings of several moments, and those without the newest ids, prove nothing by their difference.
      if (!reading.atomic || reading.lastGeneratedId === undefined) return reset()
      first ??= reading
      if (settled === undefined) settled = reading
      else waiting = { reading, since: clock.monotonic() }
    },
    infer() {
      if (settled === undefined || waiting === undefined || clock.monotonic() - waiting.since < SETTLE_MS) return []
      const before = settled
      const after = waiting.reading
      settled = after
      waiting = undefined
      return [...inferAdded(before, after), ...inferGroups(before, after)]
    },
    reset
  }
}
