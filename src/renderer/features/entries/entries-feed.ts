import type { FaultData } from '@shared/contract/fault'
import type { EntriesPage } from '@shared/contract/streams'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { toFault } from '../../store/to-fault'
import { appendOlder, choosePageSize, mergeNewest, openAround, openAtNewest, openAtOldest, prependNewer, type EntryWindow } from './entry-window'

export interface PageAsk {
  direction: 'newest-first' | 'oldest-first'
  from?: EntryId
  inclusive?: boolean
  count: number
}

/** What a jump came to: the entry asked for, or the one next to where it would be. */
export interface Landing {
  asked: EntryId
  id: EntryId | undefined
}

export type FeedPhase =
  | { kind: 'opening' }
  | { kind: 'ready' }
  | { kind: 'loading'; side: 'newer' | 'older' }
  | { kind: 'failed'; fault: FaultData }

export interface FeedState {
  window: EntryWindow | undefined
  phase: FeedPhase
  landing: Landing | undefined
  /** Rows newer than this came with the last follow. */
  freshAfter: EntryId | undefined
  /** Round trip of the last page, milliseconds. */
  tookMs: number | undefined
}

/** Reads a stream page by page. One request at a time; opening elsewhere overtakes whatever is under way. */
export interface EntriesFeed {
  state: () => FeedState
  subscribe: (listener: () => void) => () => void
  openNewest: () => Promise<void>
  openOldest: () => Promise<void>
  openAt: (id: EntryId) => Promise<void>
  loadOlder: () => Promise<void>
  loadNewer: () => Promise<void>
  /** What failed last, once more. */
  retry: () => Promise<void>
  /** Reads the newest page again over a window that is at the newest. */
  follow: () => Promise<void>
}

const FIRST_PAGE = 100
const ABOVE_A_JUMP = 40

export function createEntriesFeed(fetchPage: (ask: PageAsk) => Promise<EntriesPage>): EntriesFeed {
  let state: FeedState = { window: undefined, phase: { kind: 'opening' }, landing: undefined, freshAfter: undefined, tookMs: undefined }
  let run = 0
  let failed: (() => Promise<void>) | undefined
  const listeners = new Set<() => void>()

  function set(change: Partial<FeedState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  /** Runs one read. A later `open` makes its answer, good or bad, void. */
  async function attempt(phase: FeedPhase, read: () => Promise<Partial<FeedState>>): Promise<void> {
    run += 1
    const own = run
    set({ phase })
    try {
      const change = await read()
      if (own === run) set({ ...change, phase: { kind: 'ready' } })
    } catch (error) {
      if (own !== run) return
      failed = () => attempt(phase, read)
      set({ phase: { kind: 'failed', fault: toFault(error) } })
    }
  }

  const isBusy = (): boolean => state.phase.kind === 'opening' || state.phase.kind === 'loading'

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    openNewest: () => attempt({ kind: 'opening' }, async () => {
      const page = await fetchPage({ direction: 'newest-first', count: FIRST_PAGE })
      return { window: openAtNewest(page), landing: undefined, freshAfter: undefined, tookMs: page.tookMs }
    }),
    openOldest: () => attempt({ kind: 'opening' }, async () => {
      const page = await fetchPage({ direction: 'oldest-first', count: FIRST_PAGE })
      const oldest = page.entries[0]?.id
      return { window: openAtOldest(page), landing: oldest === undefined ? undefined : { asked: oldest, id: oldest }, freshAfter: undefined, tookMs: page.tookMs }
    }),
    openAt: (id) => attempt({ kind: 'opening' }, async () => {
      // One after the other: read together, an entry added in between could fall into neither.
      const older = await fetchPage({ direction: 'newest-first', from: id, count: FIRST_PAGE })
      const newer = await fetchPage({ direction: 'oldest-first', from: id, inclusive: true, count: ABOVE_A_JUMP })
      const window = openAround(newer, older)
      return { window, landing: { asked: id, id: newer.entries[0]?.id ?? older.entries[0]?.id }, freshAfter: undefined, tookMs: older.tookMs + newer.tookMs }
    }),
    async loadOlder() {
      const { window } = state
      const last = window?.rows.at(-1)
      if (window === undefined || last === undefined || window.atOldest || isBusy()) return
      await attempt({ kind: 'loading', side: 'older' }, async () => {
        const page = await fetchPage({ direction: 'newest-first', from: last.id, count: choosePageSize(window.rows) })
        return { window: appendOlder(window, page), tookMs: page.tookMs }
      })
    },
    async loadNewer() {
      const { window } = state
      const first = window?.rows[0]
      if (window === undefined || first === undefined || isBusy()) return
      await attempt({ kind: 'loading', side: 'newer' }, async () => {
        const page = await fetchPage({ direction: 'oldest-first', from: first.id, count: choosePageSize(window.rows) })
        return { window: prependNewer(window, page), tookMs: page.tookMs }
      })
    },
    retry: async () => (state.phase.kind === 'failed' ? failed?.() : undefined),
    async follow() {
      const { window } = state
      if (window === undefined || !window.atNewest || isBusy()) return
      await attempt({ kind: 'loading', side: 'newer' }, async () => {
        const page = await fetchPage({ direction: 'newest-first', count: Math.min(FIRST_PAGE, choosePageSize(window.rows)) })
        return { window: mergeNewest(window, page), freshAfter: window.rows[0]?.id, tookMs: page.tookMs }
      })
    }
  }
}

/** What a jump came to, in words; undefined when it hit. */
export function describeLanding({ asked, id }: Landing, isTime: boolean): string | undefined {
  if (id === undefined) return 'The stream is empty.'
  if (id === asked) return undefined
  if (compareEntryIds(id, asked) < 0) return `Nothing at or after ${isTime ? 'that time' : asked}. This is the newest entry.`
  return isTime ? undefined : `${asked} is not in the stream. This is the next newer entry.`
}
