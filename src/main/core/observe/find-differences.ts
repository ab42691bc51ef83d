import { countLeft, type PresentReading } from '@shared/model/present-reading'
import type { GroupFacts } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import { quoteArgument } from '@shared/redis/command-preview'
import { compareCounts, subtractCounts, type Count } from '@shared/redis/count'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import type { Seen, SeenKind } from './seen-record'

/** What the server says, the picture did not, and nothing that was seen since accounts for. */
export interface Difference {
  /** Which doing of others would account for it; undefined for what no doing of theirs does day by day. */
  by?: SeenKind
  group?: ByteText
  text: string
}

export interface SeenBetween {
  /** What our own parts reported since `before` was read, and until now. */
  since: (kind: SeenKind, group?: ByteText) => Seen
  isOwn: (group: ByteText, consumer: ByteText) => boolean
}

const entries = (count: number, is: string, are: string): string => (count === 1 ? `1 entry ${is}` : `${count} entries ${are}`)
const nameFew = (ids: readonly EntryId[]): string => (ids.length === 0 ? '' : ` (${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', …' : ''})`)

/** Those that no report names, less those that reports do not name. */
function unaccounted(ids: readonly EntryId[], seen: Seen): EntryId[] {
  const unnamed = ids.filter((id) => !seen.has(id))
  return unnamed.length > seen.unnamed ? unnamed : []
}

function compareStream(before: PresentReading, now: PresentReading, { since }: SeenBetween): Difference[] {
  const found: Difference[] = []
  const own = since('added')
  const newest = before.lastGeneratedId
  const foreign = newest === undefined ? [] : now.tail.filter((id) => compareEntryIds(id, newest) > 0 && !own.has(id))
  if (before.entriesAdded.known && now.entriesAdded.known) {
    const more = Number(subtractCounts(now.entriesAdded.value, before.entriesAdded.value)) - own.count
    if (more > 0) found.push({ by: 'added', text: `${entries(more, 'was', 'were')} added that nobody here added: ${now.entriesAdded.value} in all, where the picture said ${before.entriesAdded.value}` })
    const gone: Count = subtractCounts(subtractCounts(now.entriesAdded.value, now.length), subtractCounts(before.entriesAdded.value, before.length))
    const left = Number(gone)
    const deleted = now.maxDeletedId !== undefined && now.maxDeletedId !== before.maxDeletedId
    // Whoever adds may trim.
    if (left > 0 && (deleted || own.count === 0)) found.push({ text: `${entries(left, 'has', 'have')} left the stream: ${now.length} are in it, where the picture said ${before.length}` })
  } else if (unaccounted(foreign, own).length > 0) {
    found.push({ by: 'added', text: `${entries(foreign.length, 'was', 'were')} added that nobody here added${nameFew(foreign)}` })
  }
  return found
}

function compareOwners(before: GroupFacts, now: GroupFacts, { since, isOwn }: SeenBetween): Difference[] {
  const moved = since('moved', now.name)
  const old = new Map(before.window.rows.map((row) => [row.id, row]))
  const taken = now.window.rows.filter((row) => {
    const was = old.get(row.id)
    return was !== undefined && was.consumer !== row.consumer
  })
  // A worker of ours that stands still has not told yet what it was given.
  const again = now.window.rows.filter((row) => {
    const was = old.get(row.id)
    return was !== undefined && was.consumer === row.consumer && compareCounts(row.deliveries, was.deliveries) > 0 && (row.consumer === undefined || !isOwn(now.name, row.consumer))
  })
  const found: Difference[] = []
  const changed = unaccounted(taken.map((row) => row.id), moved)
  if (changed.length > 0) found.push({ by: 'moved', group: now.name, text: `${entries(changed.length, 'has', 'have')} another owner${nameFew(changed)}, and nobody here claimed ${changed.length === 1 ? 'it' : 'them'}` })
  const repeated = unaccounted(again.map((row) => row.id), moved)
  if (repeated.length > 0) found.push({ by: 'moved', group: now.name, text: `${entries(repeated.length, 'was', 'were')} delivered again${nameFew(repeated)}` })
  return found
}

/** Entries that were given to somebody who is not ours. */
function compareDelivered(before: GroupFacts, now: GroupFacts, nothingLeft: boolean, { since, isOwn }: SeenBetween): Difference[] {
  const own = since('delivered', now.name)
  const claimed = since('moved', now.name)
  const old = new Set(before.window.rows.map((row) => row.id))
  const fresh = now.window.rows.filter((row) => !old.has(row.id) && compareEntryIds(row.id, before.lastDeliveredId) > 0)
  const others = fresh.filter((row) => row.consumer === undefined || !isOwn(now.name, row.consumer)).map((row) => row.id).filter((id) => !own.has(id) && !claimed.has(id))
  const untold = fresh.filter((row) => row.consumer !== undefined && isOwn(now.name, row.consumer) && !own.has(row.id)).length
  const read = before.entriesRead.known && now.entriesRead.known && nothingLeft ? Number(subtractCounts(now.entriesRead.value, before.entriesRead.value)) - own.count - untold : 0
  const count = Math.max(others.length > own.unnamed ? others.length : 0, read)
  return count <= 0 ? [] : [{ by: 'delivered', group: now.name, text: `${entries(count, 'was', 'were')} given to others${nameFew(others)}` }]
}

function compareSettled(before: GroupFacts, now: GroupFacts, nothingLeft: boolean, { since }: SeenBetween): Difference[] {
  const own = since('settled', now.name)
  const still = new Set(now.window.rows.map((row) => row.id))
  const last = now.window.rows.at(-1)
  const gone = before.window.rows.map((row) => row.id).filter((id) => !still.has(id) && (now.window.complete || (last !== undefined && compareEntryIds(id, last.id) < 0)))
  const ids = unaccounted(gone, own)
  // Where not all rows are read, the counters still say how many were settled.
  const counted = (!before.window.complete || !now.window.complete) && nothingLeft && before.entriesRead.known && now.entriesRead.known
    ? Number(subtractCounts(now.entriesRead.value, before.entriesRead.value)) - (now.pending - before.pending) - own.count : 0
  const count = Math.max(ids.length, counted)
  if (count <= 0) return []
  return [{ by: 'settled', group: now.name, text: `${entries(count, 'is', 'are')} not pending any more${nameFew(ids)}, and nobody here settled ${count === 1 ? 'it' : 'them'}: ${now.pending} pending, where the picture said ${before.pending}` }]
}

function compareConsumers(before: GroupFacts, now: GroupFacts, { isOwn }: SeenBetween): Difference[] {
  const [old, listed] = [new Set(before.consumers.map(({ name }) => name)), new Set(now.consumers.map(({ name }) => name))]
  const come = [...listed].filter((name) => !old.has(name) && !isOwn(now.name, name))
  const gone = [...old].filter((name) => !listed.has(name))
  return [
    ...come.map((name): Difference => ({ group: now.name, text: `consumer ${quoteArgument(name)} has come` })),
    ...gone.map((name): Difference => ({ group: now.name, text: `consumer ${quoteArgument(name)} is gone` }))
  ]
}

function compareGroup(before: GroupFacts, now: GroupFacts, nothingLeft: boolean, seen: SeenBetween): Difference[] {
  if (compareEntryIds(now.lastDeliveredId, before.lastDeliveredId) < 0) {
    return [{ group: now.name, text: `its cursor went back from ${before.lastDeliveredId} to ${now.lastDeliveredId}` }]
  }
  return [
    ...compareDelivered(before, now, nothingLeft, seen), ...compareSettled(before, now, nothingLeft, seen), ...compareOwners(before, now, seen), ...compareConsumers(before, now, seen)
  ]
}

/**
 * Holds a reading against the one before and what was seen in between. Reports come a little late and never early, so that what our own parts
 * do to a busy stream accounts for at least as much as they did; what nobody here did is found by the ids of the pending list, else by the counters.
 */
export function findDifferences(before: PresentReading, now: PresentReading, seen: SeenBetween): Difference[] {
  const nothingLeft = countLeft(before) !== undefined && countLeft(before) === countLeft(now)
  const found = compareStream(before, now, seen)
  const whole = before.groupsOmitted === 0 && now.groupsOmitted === 0
  const old = new Map(before.groups.map((group) => [group.name, group]))
  for (const group of now.groups) {
    const was = old.get(group.name)
    old.delete(group.name)
    if (was !== undefined) found.push(...compareGroup(was, group, nothingLeft, seen))
    else if (whole) found.push({ group: group.name, text: 'it is there, and the picture did not have it' })
  }
  if (whole) for (const name of old.keys()) found.push({ group: name, text: 'it is gone' })
  return found
}
