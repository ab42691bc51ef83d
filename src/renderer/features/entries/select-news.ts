import type { StreamReading } from '@shared/model/stream-state'
import { compareEntryIds } from '@shared/redis/entry-id'
import type { EntryWindow } from './entry-window'

/** Entries newer than what is loaded, as far as a reading tells. `atLeast`: the reading names only its newest few. */
export type News = { kind: 'none' } | { kind: 'count'; count: number; atLeast: boolean } | { kind: 'some' }

export function selectNews(window: EntryWindow, reading: StreamReading | undefined): News {
  if (reading?.kind !== 'present') return { kind: 'none' }
  const top = window.rows[0]
  if (reading.tail.length === 0) {
    // Large entries are read sparingly and their ids are not told: only a change of length shows that something came.
    return reading.sparing !== undefined && reading.length > Number(window.length) ? { kind: 'some' } : { kind: 'none' }
  }
  const count = top === undefined ? reading.tail.length : reading.tail.filter((id) => compareEntryIds(id, top.id) > 0).length
  return count === 0 ? { kind: 'none' } : { kind: 'count', count, atLeast: count === reading.tail.length && reading.length > count }
}

export function formatNews(news: News): string | undefined {
  if (news.kind === 'none') return undefined
  if (news.kind === 'some') return 'newer entries'
  return `${news.count}${news.atLeast ? ' or more' : ''} new`
}
