import { entryIdMilliseconds, type EntryId } from '@shared/redis/entry-id'
import { formatCount } from '../../lib/format-count'
import type { EntryWindow } from './entry-window'

/** Where between two ids an id lies by its milliseconds: 0 at `newest`, 1 at `oldest`; undefined when they span no time. */
export function selectTimeShare(id: EntryId, newest: EntryId, oldest: EntryId): number | undefined {
  const [at, from, to] = [entryIdMilliseconds(id), entryIdMilliseconds(newest), entryIdMilliseconds(oldest)]
  if (at === undefined || from === undefined || to === undefined || from <= to) return undefined
  return Math.min(1, Math.max(0, (from - at) / (from - to)))
}

/**
 * Which rows are in sight, in words. Rows are counted only while paging from the newest; after a jump nobody has
 * counted them, and the place is given by time, as the estimate that it is.
 */
export function describePlace(window: EntryWindow, first: number, last: number): string {
  const top = window.rows[first]
  if (top === undefined) return ''
  const length = formatCount(window.length)
  if (window.newer !== undefined) {
    const about = window.atNewest && window.newer === 0 ? '' : 'about '
    return `rows ${about}${formatCount(window.newer + first + 1)} to ${formatCount(window.newer + last + 1)} of ${length}`
  }
  const share = window.firstId === undefined || window.lastId === undefined ? undefined : selectTimeShare(top.id, window.lastId, window.firstId)
  return share === undefined ? `somewhere in ${length} entries` : `about ${Math.round(share * 100)} % down by time, of ${length} entries`
}
