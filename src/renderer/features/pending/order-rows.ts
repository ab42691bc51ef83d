import { compareCounts } from '@shared/redis/count'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { assertNever } from '@shared/lib/assert-never'
import type { BoardRow } from './board-row'

export interface RowOrder {
  by: 'idle' | 'deliveries' | 'id'
  /** `down`: the largest first. */
  direction: 'down' | 'up'
}

/** Sorts rows; equal ones by id, so that the order is total. Released rows have no idle time and come last. */
export function orderRows(rows: readonly BoardRow[], { by, direction }: RowOrder): BoardRow[] {
  const sign = direction === 'down' ? -1 : 1
  return [...rows].sort((a, b) => {
    if (by === 'idle' && (a.idle < 0) !== (b.idle < 0)) return a.idle < 0 ? 1 : -1
    return sign * compareRows(a, b, by) || compareEntryIds(a.id, b.id)
  })
}

function compareRows(a: BoardRow, b: BoardRow, by: RowOrder['by']): number {
  switch (by) {
    case 'idle':
      // The moment of delivery, which does not change as time goes on.
      return b.readAt - b.idle - (a.readAt - a.idle)
    case 'deliveries':
      return compareCounts(a.deliveries, b.deliveries)
    case 'id':
      return compareEntryIds(a.id, b.id)
    default:
      return assertNever(by)
  }
}

/**
 * A newer reading in the places of the one shown, for as long as a person points at the table: what is under the
 * pointer stays under it. Rows that left are kept and marked, those that only pass the filter no more are kept; new ones go to the end.
 */
export function keepPlaces(shown: readonly BoardRow[], newer: readonly BoardRow[], loaded: readonly BoardRow[]): BoardRow[] {
  const byId = new Map<EntryId, BoardRow>(newer.map((row) => [row.id, row]))
  const stillThere = new Map<EntryId, BoardRow>(loaded.map((row) => [row.id, row]))
  const kept = shown.map((row): BoardRow => {
    const found = byId.get(row.id)
    byId.delete(row.id)
    return found ?? stillThere.get(row.id) ?? { ...row, left: true }
  })
  return [...kept, ...byId.values()]
}
