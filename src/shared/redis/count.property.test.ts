import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addCounts, compareCounts, countToBigInt, parseCount, subtractCounts, toCount } from './count'

const integer = fc.oneof(fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }), fc.constantFrom(0n, -1n, (1n << 53n) - 1n, 1n << 53n, (1n << 53n) + 1n, -(1n << 53n)))

test('counters keep every digit, as numbers while that is exact (R8, F27)', () => {
  fc.assert(fc.property(integer, (value) => {
    const count = toCount(value)
    expect(countToBigInt(count)).toBe(value)
    expect(parseCount(String(value))).toEqual(count)
    expect(JSON.parse(JSON.stringify(count))).toEqual(count)
  }))
})

test('sums, differences and order are those of whole numbers', () => {
  fc.assert(fc.property(integer, integer, (a, b) => {
    expect(countToBigInt(addCounts(toCount(a), toCount(b)))).toBe(a + b)
    expect(countToBigInt(subtractCounts(toCount(a), toCount(b)))).toBe(a - b)
    expect(Math.sign(compareCounts(toCount(a), toCount(b)))).toBe(a < b ? -1 : a > b ? 1 : 0)
  }))
})

test('what is no integer is no count', () => {
  for (const wrong of ['', '1.5', '1e3', ' 1', 'x', null, undefined, 1.5, Number.NaN, {}, '123456789012345678901']) expect(parseCount(wrong)).toBeUndefined()
})
