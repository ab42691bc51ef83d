import type { PendingPage } from '@shared/contract/streams'
import type { ByteText } from '@shared/redis/byte-text'
import type { Count } from '@shared/redis/count'
import type { EntryId } from '@shared/redis/entry-id'
import type { BoardRow } from './board-row'

/** One look at the list: several pages, read one after the other, so not one moment. */
export interface PendingReading {
  rows: BoardRow[]
  /** All pending entries of the group, or of the owner asked for, by the server, at the newest page. */
  total: number
  owners: { consumer: ByteText; pending: Count }[]
  /** Wall clock of the oldest page: nothing shown is older. */
  at: number
  calls: number
  longestMs: number
  /** The list goes on behind the last row. */
  more: boolean
}

export type ReadPage = (from: EntryId | undefined, count: number) => Promise<PendingPage>

export const PAGE_ROWS = 500
export const MOST_ROWS = 10_000

/** Reads up to `limit` rows, page by page. Stops early when the signal aborts and returns what it has by then. */
export async function readPending(read: ReadPage, limit: number, signal: AbortSignal, onPage: (rows: number, total: number) => void): Promise<PendingReading> {
  let reading = toReading(await read(undefined, Math.min(limit, PAGE_ROWS)))
  let from = reading.next
  onPage(reading.rows.length, reading.total)
  while (from !== undefined && reading.rows.length < limit && !signal.aborted) {
    const page = toReading(await read(from, Math.min(limit - reading.rows.length, PAGE_ROWS)))
    from = page.next
    reading = {
      ...page,
      rows: [...reading.rows, ...page.rows],
      at: reading.at,
      calls: reading.calls + page.calls,
      longestMs: Math.max(reading.longestMs, page.longestMs)
    }
    onPage(reading.rows.length, reading.total)
  }
  const { next: _next, ...rest } = reading
  return rest
}

function toReading({ rows, next, total, owners, at, calls, longestMs }: PendingPage): PendingReading & { next: EntryId | undefined } {
  const read = rows.map(({ entry, ...row }): BoardRow => ({ ...row, readAt: at, ...(entry !== undefined && { entry }) }))
  return { rows: read, total, owners, at, calls, longestMs, more: next !== undefined, next }
}
