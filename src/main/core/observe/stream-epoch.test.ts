import { describe, expect, it } from 'vitest'
import { known } from '@shared/model/fact'
import type { PresentReading } from '@shared/model/present-reading'
import type { EntryId } from '@shared/redis/entry-id'
import { findEpochChange } from './stream-epoch'

const toId = (n: number): EntryId => `${n}-0`

function reading(ids: number[], added = ids.length): PresentReading {
  const first = ids[0]
  return {
    kind: 'present', at: 0, atomic: true, length: ids.length, entriesAdded: known(added, 'server', 0), lastGeneratedId: toId(ids.at(-1) ?? 0), tail: [...ids].reverse().map(toId), groups: [], groupsOmitted: 0,
    ...(first !== undefined && { firstId: toId(first) })
  }
}
const change = (before: PresentReading, now: PresentReading): string | undefined => findEpochChange(before, before, now)

describe('TRUST I6 an epoch begins', () => {
  it.each([
    ['the newest id goes back', reading([1, 2, 9]), reading([1, 2, 3]), /newest id went back/],
    ['the count of entries goes back', reading([1, 2, 3]), reading([8, 9]), /went back from 3 to 2/],
    ['fewer have left it than had', reading([1, 2], 100), reading(Array.from({ length: 12 }, (_, n) => n + 1), 102), /left the stream went back from 98 to 90/],
    ['it was emptied and is whole again', { ...reading([], 5), lastGeneratedId: toId(5) }, reading([6, 7, 8, 9, 10, 11]), /left the stream went back from 5 to 0/],
    ['another stream of the same name has grown past it between two readings', reading([1, 2]), reading([7, 8, 9]), /lost no entry, and 1-0/]
  ])('when %s', (_what, before, now, why) => expect(change(before, now)).toMatch(why))

  it('when the key was away, or another type', () => {
    expect(findEpochChange(reading([1]), { kind: 'missing', at: 0 }, reading([1]))).toMatch(/gone and is there again/)
    expect(findEpochChange(reading([1]), { kind: 'not-a-stream', at: 0, type: 'hash' }, reading([1]))).toMatch(/held a hash/)
  })

  it.each([
    ['it grows', reading([1, 2]), reading([1, 2, 3])],
    ['its oldest are trimmed', reading([1, 2]), reading([2, 3], 3)],
    ['it had none', reading([]), reading([4, 5])],
    ['it is emptied', reading([1, 2]), { ...reading([], 2), lastGeneratedId: toId(2) }]
  ])('and not when %s', (_what, before, now) => expect(change(before, now)).toBeUndefined())
})
