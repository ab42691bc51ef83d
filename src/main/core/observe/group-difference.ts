import type { GroupFacts, PendingRow } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import { compareCounts } from '@shared/redis/count'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'

export interface OwnedRow {
  id: EntryId
  consumer: ByteText
}

/** What the difference of two atomic readings of one group proves, and no more (TRUST I23). */
export interface GroupDifference {
  delivered: OwnedRow[]
  redelivered: OwnedRow[]
  /** By new owner. */
  claimed: OwnedRow[]
  /** Left the pending list although the entry and the consumer are still there: acked. By last owner. */
  acked: OwnedRow[]
}

const NOTHING: GroupDifference = { delivered: [], redelivered: [], claimed: [], acked: [] }

function wentBack(before: GroupFacts, after: GroupFacts): boolean {
  if (compareEntryIds(after.lastDeliveredId, before.lastDeliveredId) < 0) return true
  return before.entriesRead.known && after.entriesRead.known && compareCounts(after.entriesRead.value, before.entriesRead.value) < 0
}

/** `nothingRemoved`: the stream's counters prove that no entry was deleted between the readings. */
export function compareGroups(before: GroupFacts, after: GroupFacts, nothingRemoved: boolean): GroupDifference {
  // A cursor or a count that went back is another group of the same name, or XGROUP SETID: nothing can be told.
  if (wentBack(before, after)) return NOTHING
  const old = new Map(before.window.rows.map((row) => [row.id, row]))
  const consumers = new Set(after.consumers.map((consumer) => consumer.name))
  const difference: GroupDifference = { delivered: [], redelivered: [], claimed: [], acked: [] }

  for (const row of after.window.rows) {
    const was = old.get(row.id)
    old.delete(row.id)
    if (row.consumer === undefined) continue
    const owned = { id: row.id, consumer: row.consumer }
    if (was === undefined) {
      const passedByCursor = compareEntryIds(row.id, before.lastDeliveredId) > 0 && compareEntryIds(row.id, after.lastDeliveredId) <= 0
      if (row.deliveries === 1 && passedByCursor) difference.delivered.push(owned)
    } else if (was.consumer !== row.consumer) difference.claimed.push(owned)
    else if (compareCounts(row.deliveries, was.deliveries) > 0) difference.redelivered.push(owned)
  }

  const last = after.window.rows[after.window.rows.length - 1]
  for (const row of old.values()) {
    const inReach = after.window.complete || (last !== undefined && compareEntryIds(row.id, last.id) < 0)
    if (inReach && isAcked(row, consumers, nothingRemoved)) difference.acked.push({ id: row.id, consumer: row.consumer })
  }
  return difference
}

/** DELCONSUMER drops rows without an ack, and a claim drops those whose entry is gone: neither must look like one. */
function isAcked(row: PendingRow, consumers: ReadonlySet<ByteText>, nothingRemoved: boolean): row is PendingRow & OwnedRow {
  return row.consumer !== undefined && consumers.has(row.consumer) && row.gone !== true && (nothingRemoved || row.gone === false)
}
