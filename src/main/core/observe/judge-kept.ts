import { countLeft, newestIdOf, type PresentReading } from '@shared/model/present-reading'
import type { EpochKept } from '@shared/model/stream-state'
import { compareCounts } from '@shared/redis/count'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { findLost, type RecentWire } from './describe-restart'

/** Nothing of before is in it: it never lost an entry, and its first is newer than all that there was. */
function isWhollyNew(before: PresentReading, now: PresentReading): boolean {
  if (countLeft(now) !== 0) return false
  if (now.length === 0) return true
  const newest = newestIdOf(before)
  return now.firstId !== undefined && newest !== undefined && compareEntryIds(now.firstId, newest) > 0
}

/** Whether the reading has every entry since the last one before, so that what is not in it is not there. */
export function reachesBack(before: PresentReading, now: PresentReading): boolean {
  const [oldest, newest] = [now.tail.at(-1), newestIdOf(before)]
  return now.tail.length === now.length || (oldest !== undefined && newest !== undefined && compareEntryIds(oldest, newest) <= 0)
}

/** Whether the newest of these entries is there: what a server saves is a beginning of all that was written, so that all before it is too. */
function isNewestThere(before: PresentReading, now: PresentReading, added: readonly EntryId[]): boolean {
  const newest = [...added, ...[newestIdOf(before)].filter((id) => id !== undefined)].reduce<EntryId>((a, b) => (compareEntryIds(a, b) < 0 ? b : a), '0-0')
  return newest === '0-0' || now.tail.includes(newest) || now.lastGeneratedId === newest
}

/** Each group is where it was or further, and no ack has been taken back, nor given a second time: what is pending was so before, or was given since. */
function areGroupsKept(before: PresentReading, now: PresentReading, wire: RecentWire): boolean {
  return before.groups.every((group) => {
    const after = now.groups.find(({ name }) => name === group.name)
    if (after === undefined || compareEntryIds(after.lastDeliveredId, group.lastDeliveredId) < 0) return false
    const acks = wire.acked(group.name)
    const [acked, pending] = [new Set(acks), new Set(group.window.rows.map(({ id }) => id))]
    if (acked.size < acks.length || acks.some((id) => compareEntryIds(id, after.lastDeliveredId) > 0)) return false
    const areRead = pending.size === group.pending && after.window.rows.length === after.pending
    return areRead && after.window.rows.every(({ id }) => !acked.has(id) && (pending.has(id) || compareEntryIds(id, group.lastDeliveredId) > 0))
  })
}

export interface KeptEvidence {
  wire: RecentWire
  /** Every id of what our own parts did since the last reading was told: at high rates only some are. */
  wireIsWhole: boolean
  /** The server was restarted or replaced. */
  cameBack: boolean
}

/**
 * What a stream has of what it was at the last reading before its epoch. `all` is said only of a server that came back, and only
 * when all that was seen of it up to its end is there: the newest entry, every cursor, every ack.
 */
export function judgeKept(before: PresentReading, now: PresentReading, { wire, wireIsWhole, cameBack }: KeptEvidence): EpochKept {
  if (cameBack && wireIsWhole && before.groupsOmitted === 0 && now.groupsOmitted === 0) {
    const grew = before.entriesAdded.known && now.entriesAdded.known && compareCounts(now.entriesAdded.value, before.entriesAdded.value) >= 0
    if (grew && reachesBack(before, now) && isNewestThere(before, now, wire.added()) && findLost(before, now, wire.added()).length === 0 && areGroupsKept(before, now, wire)) return 'all'
  }
  return isWhollyNew(before, now) ? 'none' : 'unknown'
}
