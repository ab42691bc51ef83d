import type { EntriesPage } from '@shared/contract/streams'
import type { Count } from '@shared/redis/count'
import type { Entry } from '@shared/redis/entry'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'

/** What is kept of a stream while it is looked at, however long it is. */
export const WINDOW_LIMITS = { rows: 2000, bytes: 24 * 1024 * 1024 } as const

/**
 * A stretch of a stream, newest first, without gaps: new entries only ever come after the newest, so what was
 * contiguous when it was read stays so (deletes and trims only take away).
 */
export interface EntryWindow {
  rows: readonly Entry[]
  /** Nothing newer, or nothing older, existed when last asked. */
  atNewest: boolean
  atOldest: boolean
  /** How many entries were newer than the first row; undefined after a jump, where nobody has counted. */
  newer: number | undefined
  length: Count
  firstId: EntryId | undefined
  lastId: EntryId | undefined
}

/** Bytes of an entry as it is held here: what was cut off does not count. */
function weigh(entry: Entry): number {
  let bytes = 64
  for (const field of entry.fields) bytes += 2 * (field.name.length + field.value.length)
  return bytes
}

/** How many rows from one end fit into the limits. At least one. */
function countFitting(rows: readonly Entry[], limits: { rows: number; bytes: number }, fromEnd: boolean): number {
  let bytes = 0
  for (let taken = 0; taken < rows.length; taken++) {
    const row = rows[fromEnd ? rows.length - 1 - taken : taken]
    bytes += row === undefined ? 0 : weigh(row)
    if (taken > 0 && (taken >= limits.rows || bytes > limits.bytes)) return taken
  }
  return rows.length
}

function ends(page: EntriesPage): Pick<EntryWindow, 'length' | 'firstId' | 'lastId'> {
  return { length: page.length, firstId: page.firstId, lastId: page.lastId }
}

/** From the newest page, read newest first. */
export function openAtNewest(page: EntriesPage): EntryWindow {
  return { rows: page.entries, atNewest: true, atOldest: !page.more, newer: 0, ...ends(page) }
}

/** From the oldest page, read oldest first. */
export function openAtOldest(page: EntriesPage): EntryWindow {
  const newer = page.more ? undefined : 0
  return { rows: [...page.entries].reverse(), atNewest: !page.more, atOldest: true, newer, ...ends(page) }
}

/** Around an id: one page read oldest first from it, one read newest first from below it. */
export function openAround(newerPage: EntriesPage, olderPage: EntriesPage): EntryWindow {
  const rows = [...newerPage.entries].reverse().concat(olderPage.entries)
  return { rows, atNewest: !newerPage.more, atOldest: !olderPage.more, newer: newerPage.more ? undefined : 0, ...ends(newerPage) }
}

/** Adds a page of older entries below and lets the newest go when there are too many. */
export function appendOlder(window: EntryWindow, page: EntriesPage, limits: { rows: number; bytes: number } = WINDOW_LIMITS): EntryWindow {
  const last = window.rows.at(-1)
  const fresh = last === undefined ? page.entries : page.entries.filter((entry) => compareEntryIds(entry.id, last.id) < 0)
  const all = [...window.rows, ...fresh]
  const dropped = all.length - countFitting(all, limits, true)
  return {
    rows: dropped === 0 ? all : all.slice(dropped), atNewest: window.atNewest && dropped === 0, atOldest: !page.more,
    newer: window.newer === undefined ? undefined : window.newer + dropped, ...ends(page)
  }
}

/** Adds a page of newer entries, read oldest first, above and lets the oldest go when there are too many. */
export function prependNewer(window: EntryWindow, page: EntriesPage, limits: { rows: number; bytes: number } = WINDOW_LIMITS): EntryWindow {
  const first = window.rows[0]
  const fresh = first === undefined ? page.entries : page.entries.filter((entry) => compareEntryIds(entry.id, first.id) > 0)
  const all = [...fresh].reverse().concat(window.rows)
  const kept = countFitting(all, limits, false)
  const newer = page.more ? (window.newer === undefined ? undefined : Math.max(0, window.newer - fresh.length)) : 0
  return { rows: kept === all.length ? all : all.slice(0, kept), atNewest: !page.more, atOldest: window.atOldest && kept === all.length, newer, ...ends(page) }
}

/**
 * The newest page over a window that was at the newest. When the page does not reach down to the window, entries lie
 * between them that were not read, and the page stands alone: scrolling down reads them.
 */
export function mergeNewest(window: EntryWindow, page: EntriesPage, limits: { rows: number; bytes: number } = WINDOW_LIMITS): EntryWindow {
  const first = window.rows[0]
  const lowest = page.entries.at(-1)
  if (first === undefined || lowest === undefined || (page.more && compareEntryIds(lowest.id, first.id) > 0)) return openAtNewest(page)
  const fresh = page.entries.filter((entry) => compareEntryIds(entry.id, first.id) > 0)
  if (fresh.length === 0) return { ...window, atNewest: true, newer: 0, ...ends(page) }
  const all = [...fresh, ...window.rows]
  const kept = countFitting(all, limits, false)
  return { rows: kept === all.length ? all : all.slice(0, kept), atNewest: true, atOldest: window.atOldest && kept === all.length, newer: 0, ...ends(page) }
}

/** Index of the first row that is not newer than `id`, which is where it stands or would stand. */
export function indexOfEntry(rows: readonly Entry[], id: EntryId): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]
    if (row !== undefined && compareEntryIds(row.id, id) > 0) low = middle + 1
    else high = middle
  }
  return low
}

/** How many rows to ask for next: fewer when the last ones were heavy, so that a page stays near 2 MB. */
export function choosePageSize(rows: readonly Entry[]): number {
  const sample = rows.slice(0, 50)
  if (sample.length === 0) return 100
  const average = sample.reduce((sum, row) => sum + weigh(row), 0) / sample.length
  return Math.max(10, Math.min(200, Math.floor((2 * 1024 * 1024) / average)))
}
