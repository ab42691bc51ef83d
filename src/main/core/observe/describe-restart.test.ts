import { describe, expect, it } from 'vitest'
import { known } from '@shared/model/fact'
import type { PresentReading } from '@shared/model/present-reading'
import type { EntryId } from '@shared/redis/entry-id'
import { createRecentWire, findLost } from './describe-restart'

const toId = (n: number): EntryId => `${n}-0`

/** A reading of a stream that holds these ids and was given `added` in all; the tail reaches back over the newest `tail` of them. */
function reading(ids: number[], { added = ids.length, tail = 64 }: { added?: number; tail?: number } = {}): PresentReading {
  const [first] = ids
  return {
    kind: 'present', at: 0, atomic: true, length: ids.length, entriesAdded: known(added, 'server', 0), tail: ids.slice(-tail).reverse().map(toId), groups: [], groupsOmitted: 0,
    ...(first !== undefined && { firstId: toId(first) })
  }
}

describe('entries that a restart took', () => {
  it('are those seen before that are not there, where the reading reaches', () => {
    expect(findLost(reading([1, 2, 3]), reading([1, 2]), [toId(4)])).toEqual(['3-0', '4-0'])
    expect(findLost(reading([1, 2, 3]), reading([1, 2, 3, 4]), [toId(4)])).toEqual([])
  })

  it('are all of them when the stream was made anew', () => {
    expect(findLost(reading([1, 2, 3]), reading([8, 9]), [])).toEqual(['1-0', '2-0', '3-0'])
  })

  it('are not those that a trim took', () => {
    expect(findLost(reading([1, 2, 3]), reading([3, 4], { added: 4 }), [])).toEqual([])
  })

  it('are not those that were deleted before it', () => {
    expect(findLost(reading([1, 3, 4], { added: 4 }), reading([1, 3, 4], { added: 4 }), [toId(2), toId(3)])).toEqual([])
  })

  it('are not told of ids from before what was read', () => {
    expect(findLost(reading([1, 2, 3, 4]), reading([1, 3, 4], { added: 3, tail: 2 }), [])).toEqual([])
  })

  it('include what was added after the last reading, as far as it was seen on our own wire', () => {
    const wire = createRecentWire()
    const stream = { connection: 'sandbox', key: 'k' }
    wire.note({ kind: 'entries-added', stream, by: 'w1', evidence: 'seen', count: 1, ids: [toId(4)] })
    wire.note({ kind: 'entries-added', stream, by: 'other', evidence: 'inferred', count: 1, ids: [toId(5)] })
    expect(findLost(reading([1, 2, 3]), reading([1, 2, 3]), wire.added())).toEqual(['4-0'])
    wire.forget()
    expect(wire.added()).toEqual([])
  })

  it('what workers did after the connection was lost is not of before, though what they tell late may be', () => {
    const wire = createRecentWire()
    const add = (n: number, at: number, count = 1): void => wire.note({ kind: 'entries-added', stream: { connection: 'sandbox', key: 'k' }, by: 'w1', evidence: 'seen', count, ids: [toId(n)], at })
    wire.end(100)
    add(1, 90)
    add(2, 110, 70)
    expect([wire.added(), wire.cut()]).toEqual([['1-0'], 0])
    wire.resume()
    add(3, 120, 70)
    expect([wire.added(), wire.cut()]).toEqual([['1-0', '3-0'], 1])
  })
})
