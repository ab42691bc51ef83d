import { describe, expect, it } from 'vitest'
import { FIRST_ID, formatId, idAfter, idBefore, LAST_ID, makeId, msOf, sequenceOf } from './stream-id'

describe('stream ids', () => {
  it('keep both parts, also past 2^53', () => {
    const id = makeId(2n ** 64n - 1n, 2n ** 53n + 1n)
    expect([msOf(id), sequenceOf(id), formatId(id)]).toEqual([2n ** 64n - 1n, 2n ** 53n + 1n, '18446744073709551615-9007199254740993'])
    expect(formatId(makeId(1_700_000_000_000, 7))).toBe('1700000000000-7')
  })

  it('are ordered by milliseconds, then by sequence', () => {
    const ids = [makeId(0, 1), makeId(1, 0), makeId(1, 300), makeId(256, 0), makeId(2 ** 40, 0), makeId(2n ** 63n, 0)]
    expect([...ids].sort()).toEqual(ids)
  })

  it('have neighbours, except the first and the last', () => {
    expect(idAfter(makeId(5, 2n ** 64n - 1n))).toBe(makeId(6, 0))
    expect(idBefore(makeId(6, 0))).toBe(makeId(5, 2n ** 64n - 1n))
    expect([idBefore(FIRST_ID), idAfter(LAST_ID)]).toEqual([undefined, undefined])
  })
})
