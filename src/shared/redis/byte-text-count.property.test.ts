import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countBytes, textToBytes } from './byte-text'

test('counting bytes agrees with making them, for any units', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }), (units) => {
    const text = String.fromCharCode(...units)
    expect(countBytes(text)).toBe(textToBytes(text).length)
  }), { numRuns: 2000 })
})
