import { expect, test } from 'vitest'
import type { EntriesPage } from '@shared/contract/streams'
import type { Entry } from '@shared/redis/entry'
import { createEntriesFeed, describeLanding, type EntriesFeed, type PageAsk } from './entries-feed'

const entry = (ms: number): Entry => ({ id: `${ms}-0`, fields: [], fieldCount: 0, bytes: 0, cut: false })
const page = (ms: number[], more: boolean): EntriesPage => ({ entries: ms.map(entry), length: 9, more, tookMs: 1 })
const shown = (feed: EntriesFeed): string => `${feed.state().phase.kind} ${feed.state().window?.rows.map((row) => row.id.replace('-0', '')).join(',') ?? 'none'}`

/** Pages that arrive when the test says so. */
function createPending(): { fetchPage: (ask: PageAsk) => Promise<EntriesPage>; asks: PageAsk[]; answer: (at: number, page: EntriesPage | Error) => void } {
  const asks: PageAsk[] = []
  const settlers: { resolve(page: EntriesPage): void; reject(error: Error): void }[] = []
  return {
    asks,
    fetchPage: (ask) => new Promise((resolve, reject) => {
      asks.push(ask)
      settlers.push({ resolve, reject })
    }),
    answer(at, result) {
      if (result instanceof Error) settlers[at]?.reject(result)
      else settlers[at]?.resolve(result)
    }
  }
}

test('pages continue from the last row, exclusively, one at a time', async () => {
  const pending = createPending()
  const feed = createEntriesFeed(pending.fetchPage)
  const opened = feed.openNewest()
  pending.answer(0, page([9, 8], true))
  await opened
  const older = feed.loadOlder()
  await feed.loadOlder()
  expect(pending.asks.slice(1)).toEqual([{ direction: 'newest-first', from: '8-0', count: 200 }])
  pending.answer(1, page([7], false))
  await older
  expect(shown(feed)).toBe('ready 9,8,7')
  await feed.loadOlder()
  expect(pending.asks).toHaveLength(2)
})

test('an answer that was overtaken by a jump changes nothing', async () => {
  const pending = createPending()
  const feed = createEntriesFeed(pending.fetchPage)
  const slow = feed.openNewest()
  const quick = feed.openOldest()
  pending.answer(1, page([1, 2], true))
  await quick
  pending.answer(0, page([9], false))
  await slow
  expect(shown(feed)).toBe('ready 2,1')
})

test('what failed is what is read once more, at the oldest row too', async () => {
  const pending = createPending()
  const feed = createEntriesFeed(pending.fetchPage)
  const opened = feed.openNewest()
  pending.answer(0, page([9], false))
  await opened
  const followed = feed.follow()
  pending.answer(1, new Error('no reply'))
  await followed
  expect(shown(feed)).toBe('failed 9')
  const again = feed.retry()
  expect(pending.asks[2]).toEqual(pending.asks[1])
  pending.answer(2, page([10, 9], false))
  await again
  expect(shown(feed)).toBe('ready 10,9')
  await feed.retry()
  expect(pending.asks).toHaveLength(3)
})

test('a failed page keeps what was shown and says what to do', async () => {
  const pending = createPending()
  const feed = createEntriesFeed(pending.fetchPage)
  const opened = feed.openNewest()
  pending.answer(0, page([9], true))
  await opened
  const older = feed.loadOlder()
  pending.answer(1, new Error('socket closed'))
  await older
  expect(shown(feed)).toBe('failed 9')
  expect(feed.state().phase).toMatchObject({ fault: { code: 'not-connected' } })
})

test('a jump lands on the entry, or says beside what', async () => {
  const pending = createPending()
  const feed = createEntriesFeed(pending.fetchPage)
  const opened = feed.openAt('5-0')
  pending.answer(0, page([4, 3], false))
  await Promise.resolve()
  await Promise.resolve()
  pending.answer(1, page([6, 7], true))
  await opened
  expect([shown(feed), feed.state().landing]).toEqual(['ready 7,6,4,3', { asked: '5-0', id: '6-0' }])
  expect(describeLanding({ asked: '5-0', id: '6-0' }, false)).toBe('5-0 is not in the stream. This is the next newer entry.')
  expect(describeLanding({ asked: '5-0', id: '5-0' }, false)).toBeUndefined()
  expect(describeLanding({ asked: '5-0', id: '4-0' }, true)).toBe('Nothing at or after that time. This is the newest entry.')
  expect(describeLanding({ asked: '5-0', id: undefined }, true)).toBe('The stream is empty.')
})
