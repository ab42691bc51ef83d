import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EntriesPage } from '@shared/contract/streams'
import type { Entry } from '@shared/redis/entry'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { appendOlder, indexOfEntry, mergeNewest, openAround, openAtNewest, openAtOldest, prependNewer, type EntryWindow } from './entry-window'

const LIMITS = { rows: 14, bytes: 1_000_000 }

/** A stream as XRANGE and XREVRANGE see it: ids rise, deletes and trims take away. */
class FakeStream {
  ids: EntryId[] = []
  private next = 1

  add(count: number): void {
    for (let at = 0; at < count; at++) this.ids.push(`${this.next++}-${at % 3}`)
  }

  read(direction: 'newest-first' | 'oldest-first', count: number, from?: EntryId, inclusive = false): EntriesPage {
    const ordered = direction === 'oldest-first' ? this.ids : [...this.ids].reverse()
    const sign = direction === 'oldest-first' ? 1 : -1
    const reachable = from === undefined ? ordered : ordered.filter((id) => sign * compareEntryIds(id, from) >= (inclusive ? 0 : 1))
    const entries = reachable.slice(0, count).map((id): Entry => ({ id, fields: [], fieldCount: 0, bytes: 0, cut: false }))
    const [firstId, lastId] = [this.ids[0], this.ids.at(-1)]
    return { entries, length: this.ids.length, ...(firstId !== undefined && { firstId }), ...(lastId !== undefined && { lastId }), more: reachable.length > count, tookMs: 1 }
  }
}

type Step = { kind: 'add' | 'trim' | 'delete' | 'older' | 'newer' | 'follow' | 'newest' | 'oldest' | 'jump'; n: number }

const steps = fc.array(fc.record<Step>({
  kind: fc.constantFrom('add', 'add', 'trim', 'delete', 'older', 'older', 'newer', 'newer', 'follow', 'newest', 'oldest', 'jump'),
  n: fc.nat({ max: 9 })
}), { maxLength: 60 })

function apply(stream: FakeStream, window: EntryWindow, { kind, n }: Step): EntryWindow {
  const count = n + 1
  switch (kind) {
    case 'add': stream.add(count); return window
    case 'trim': stream.ids.splice(0, n); return window
    case 'delete': stream.ids.splice(n, 1); return window
    case 'older': return appendOlder(window, stream.read('newest-first', count, window.rows.at(-1)?.id), LIMITS)
    case 'newer': return window.rows.length === 0 ? window : prependNewer(window, stream.read('oldest-first', count, window.rows[0]?.id), LIMITS)
    case 'follow': return window.atNewest ? mergeNewest(window, stream.read('newest-first', count), LIMITS) : window
    case 'newest': return openAtNewest(stream.read('newest-first', count))
    case 'oldest': return openAtOldest(stream.read('oldest-first', count))
    case 'jump': {
      const id: EntryId = `${n * 4}-1`
      return openAround(stream.read('oldest-first', 3, id, true), stream.read('newest-first', count, id))
    }
  }
}

test('no id is lost or doubled across any pages, adds, trims and deletes', () => {
  fc.assert(fc.property(fc.nat({ max: 30 }), steps, (initial, script) => {
    const stream = new FakeStream()
    stream.add(initial)
    let window = openAtNewest(stream.read('newest-first', 5))
    for (const step of script) {
      const before = window
      window = apply(stream, window, step)
      const ids = window.rows.map((row) => row.id)
      for (let at = 1; at < ids.length; at++) expect(compareEntryIds(ids[at - 1] ?? '0-0', ids[at] ?? '0-0')).toBeGreaterThan(0)
      const [newest, oldest] = [ids[0], ids.at(-1)]
      if (newest !== undefined && oldest !== undefined) {
        const inside = stream.ids.filter((id) => compareEntryIds(id, newest) <= 0 && compareEntryIds(id, oldest) >= 0)
        expect(inside.filter((id) => !ids.includes(id))).toEqual([])
      }
      if (window !== before) {
        expect(ids.length).toBeLessThanOrEqual(LIMITS.rows)
        const asked = step.kind !== 'older'
        if (asked && window.atNewest && newest !== undefined && stream.ids.length > 0) expect(compareEntryIds(stream.ids.at(-1) ?? '0-0', newest)).toBeLessThanOrEqual(0)
        if (window.atOldest && oldest !== undefined && stream.ids.length > 0) expect(compareEntryIds(stream.ids[0] ?? '0-0', oldest)).toBeGreaterThanOrEqual(0)
      }
    }
  }), { numRuns: 500 })
})

test('paging down a still stream and up again passes every entry, in bounded memory, and keeps count of its place', () => {
  const stream = new FakeStream()
  stream.add(500)
  const seen = new Set<string>()
  let window = openAtNewest(stream.read('newest-first', 5))
  while (!window.atOldest) {
    window = appendOlder(window, stream.read('newest-first', 5, window.rows.at(-1)?.id), LIMITS)
    for (const row of window.rows) seen.add(row.id)
  }
  expect(seen.size).toBe(500)
  expect(window.newer).toBe(500 - LIMITS.rows)
  while (!window.atNewest) window = prependNewer(window, stream.read('oldest-first', 5, window.rows[0]?.id), LIMITS)
  expect([window.rows[0]?.id, window.rows.length, window.newer]).toEqual([stream.ids.at(-1), LIMITS.rows, 0])
})

test('following over a burst larger than a page leaves no hidden gap', () => {
  const stream = new FakeStream()
  stream.add(5)
  const before = openAtNewest(stream.read('newest-first', 5))
  stream.add(50)
  const after = mergeNewest(before, stream.read('newest-first', 5), LIMITS)
  expect(after.rows.map((row) => row.id)).toEqual(stream.ids.slice(-5).reverse())
  expect(after.atOldest).toBe(false)
})

test('an id is found where it stands or would stand', () => {
  const stream = new FakeStream()
  stream.add(10)
  const { rows } = openAtNewest(stream.read('newest-first', 10))
  expect([indexOfEntry(rows, '999-0'), indexOfEntry(rows, rows[3]?.id ?? '0-0'), indexOfEntry(rows, '0-0')]).toEqual([0, 3, 10])
})
