import type { StreamRef } from '@shared/model/stream-ref'
import type { StreamReading } from '@shared/model/stream-state'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useHost } from '../../store/host'
import { createEntriesFeed, type EntriesFeed, type FeedState } from './entries-feed'
import { selectNews, type News } from './select-news'

/** Follow reads the newest page at most this often, however fast the stream is. */
const FOLLOW_EVERY_MS = 400

export interface Entries {
  feed: EntriesFeed
  state: FeedState
  news: News
  following: boolean
  setFollowing: (following: boolean) => void
}

/** The entries of one stream: opened at the newest, followed while wanted, opened again when the stream comes back. */
export function useEntries(stream: StreamRef, reading: StreamReading | undefined, isReady: boolean): Entries {
  const host = useHost()
  const [feed] = useState(() => createEntriesFeed((ask) => host.streams.entries({ ...stream, ...ask })))
  const state = useSyncExternalStore(feed.subscribe, feed.state)
  const [following, setFollowing] = useState(true)
  const { window } = state

  useEffect(() => {
    void feed.openNewest()
  }, [feed])

  const isReadable = isReady && (reading === undefined || reading.kind === 'present')
  useEffect(() => {
    const { phase, window: held } = feed.state()
    const isBare = held === undefined || held.rows.length === 0
    if (isReadable && (phase.kind === 'failed' || (phase.kind === 'ready' && isBare))) void feed.openNewest()
  }, [feed, isReadable])

  const news: News = window === undefined ? { kind: 'none' } : selectNews(window, reading)
  const wantsFollow = following && window?.atNewest === true && news.kind !== 'none' && state.phase.kind === 'ready'
  const lastFollow = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (!wantsFollow) return
    const timer = setTimeout(() => {
      lastFollow.current = performance.now()
      void feed.follow()
    }, Math.max(0, lastFollow.current + FOLLOW_EVERY_MS - performance.now()))
    return () => clearTimeout(timer)
  }, [feed, wantsFollow])

  return { feed, state, news, following, setFollowing }
}
