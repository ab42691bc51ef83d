import type { GroupFacts, PendingRow } from '@shared/model/stream-state'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'

/** How an entry stood in a group at the last reading, as far as that reading reaches (TRUST I3). */
export type Standing =
  | { kind: 'undelivered' }
  | { kind: 'pending'; row: PendingRow }
  /** Delivered and not pending. How it left the PEL is not known from a reading (TRUST I4). */
  | { kind: 'settled' }
  | { kind: 'unknown'; why: string }

export interface GroupStandings {
  facts: GroupFacts
  /** Pending rows by id: a group is asked about every visible entry. */
  rows: ReadonlyMap<EntryId, PendingRow>
  /** Every pending entry up to this id is in `rows`; undefined when all are. */
  reach: EntryId | undefined
}

export function indexGroup(facts: GroupFacts): GroupStandings {
  const { rows, complete } = facts.window
  return { facts, rows: new Map(rows.map((row) => [row.id, row])), reach: complete ? undefined : (rows.at(-1)?.id ?? '0-0') }
}

/** `lastGeneratedId` bounds what the reading can know: an entry after it was added later. */
export function selectStanding(group: GroupStandings, id: EntryId, lastGeneratedId: EntryId | undefined): Standing {
  const row = group.rows.get(id)
  if (row !== undefined) return { kind: 'pending', row }
  if (lastGeneratedId !== undefined && compareEntryIds(id, lastGeneratedId) > 0) return { kind: 'unknown', why: 'Newer than the last reading.' }
  // Above last-delivered-id the group will get it, even where XGROUP SETID went back and it is pending as well.
  if (compareEntryIds(id, group.facts.lastDeliveredId) > 0) return { kind: 'undelivered' }
  if (group.reach === undefined || compareEntryIds(id, group.reach) <= 0) return { kind: 'settled' }
  return { kind: 'unknown', why: `Pending or settled: only the oldest ${group.rows.size} of ${group.facts.pending} pending entries are read here.` }
}
