import { describe, expect, test } from 'vitest'
import type { PendingPage } from '@shared/contract/streams'
import type { EntryId } from '@shared/redis/entry-id'
import { readPending, type ReadPage } from './read-pending'

const LIST = Array.from({ length: 1200 }, (_, index): EntryId => `${index}-0`)

/** A host that answers pages of a list, each a millisecond later than the one before. */
function serve(list: readonly EntryId[]): { read: ReadPage; asked: [EntryId | undefined, number][] } {
  const asked: [EntryId | undefined, number][] = []
  const read: ReadPage = (from, count): Promise<PendingPage> => {
    asked.push([from, count])
    const start = from === undefined ? 0 : list.indexOf(from) + 1
    const ids = list.slice(start, start + count)
    const next = start + count < list.length ? ids.at(-1) : undefined
    return Promise.resolve({ rows: ids.map((id) => ({ id, consumer: 'a', idle: 5, deliveries: 1 })), next, total: list.length, owners: [], at: asked.length, calls: 3, longestMs: asked.length })
  }
  return { read, asked }
}

describe('reading the pending list', () => {
  test('follows pages without losing or doubling an id, and tells what it cost', async () => {
    const { read, asked } = serve(LIST)
    const progress: number[] = []
    const reading = await readPending(read, 10_000, new AbortController().signal, (rows) => progress.push(rows))
    expect(reading.rows.map(({ id }) => id)).toEqual(LIST)
    expect(reading).toMatchObject({ at: 1, calls: 9, longestMs: 3, total: 1200, more: false })
    expect(asked).toEqual([[undefined, 500], ['499-0', 500], ['999-0', 500]])
    expect(progress).toEqual([500, 1000, 1200])
  })

  test('stops at the limit and says that there is more', async () => {
    const { read } = serve(LIST)
    const reading = await readPending(read, 700, new AbortController().signal, () => undefined)
    expect([reading.rows.length, reading.more]).toEqual([700, true])
  })

  test('a cancelled load keeps the pages it has', async () => {
    const { read } = serve(LIST)
    const stop = new AbortController()
    const reading = await readPending(read, 10_000, stop.signal, () => stop.abort())
    expect([reading.rows.length, reading.more]).toEqual([500, true])
  })
})
