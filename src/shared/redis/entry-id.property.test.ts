import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareEntryIds, entryIdMilliseconds, MAX_ID, nextEntryId, parseEntryId, previousEntryId, ZERO_ID, type EntryId } from './entry-id'

const half = fc.oneof(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), fc.constantFrom(0n, 1n, 9n, 10n, (1n << 53n) + 1n, (1n << 64n) - 1n))
const id = fc.tuple(half, half).map(([ms, sequence]): EntryId => `${ms}-${sequence}`)

function toBigInts(of: EntryId): [bigint, bigint] {
  const [ms = '0', sequence = '0'] = of.split('-')
  return [BigInt(ms), BigInt(sequence)]
}

test('ids are ordered as pairs of unsigned 64-bit numbers, without loss (R8, F27)', () => {
  fc.assert(fc.property(id, id, (a, b) => {
    const [[a1, a2], [b1, b2]] = [toBigInts(a), toBigInts(b)]
    const expected = a1 === b1 ? (a2 === b2 ? 0 : a2 < b2 ? -1 : 1) : a1 < b1 ? -1 : 1
    expect(Math.sign(compareEntryIds(a, b))).toBe(expected)
  }))
})

test('next and previous are neighbours and undo each other', () => {
  fc.assert(fc.property(id, (of) => {
    const next = nextEntryId(of)
    if (of === MAX_ID) expect(next).toBeUndefined()
    else expect(next === undefined ? undefined : previousEntryId(next)).toBe(of)
    if (next !== undefined) expect(compareEntryIds(of, next)).toBeLessThan(0)
    if (of === ZERO_ID) expect(previousEntryId(of)).toBeUndefined()
  }))
})

test('what Redis writes is read as it is, and nothing that exceeds 64 bits is an id', () => {
  fc.assert(fc.property(id, (of) => {
    expect(parseEntryId(of)).toBe(of)
  }))
  fc.assert(fc.property(fc.string(), (text) => {
    const parsed = parseEntryId(text)
    if (parsed !== undefined) expect(parseEntryId(parsed)).toBe(parsed)
  }))
  for (const wrong of ['', '-', '1-', '-1', '1-1-1', '18446744073709551616', '1-18446744073709551616', '0x1', '1e3', '１']) expect(parseEntryId(wrong), wrong).toBeUndefined()
  expect(parseEntryId('5')).toBe('5-0')
  expect(parseEntryId('5', 'max')).toBe('5-18446744073709551615')
  expect(parseEntryId(' 005-01 ')).toBe('5-1')
})

test('a time is given only where a date can hold it', () => {
  expect(entryIdMilliseconds('1700000000000-5')).toBe(1_700_000_000_000)
  expect(entryIdMilliseconds(MAX_ID)).toBeUndefined()
})
