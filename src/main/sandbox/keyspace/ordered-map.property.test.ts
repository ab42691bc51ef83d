import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderedMap } from './ordered-map'

const key = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h') })
const change = fc.oneof(fc.record({ kind: fc.constant('set' as const), key }), fc.record({ kind: fc.constant('delete' as const), key }))

describe('OrderedMap', () => {
  it('is a map whose keys are in order, after any changes and from any key, up and down', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 200, maxLength: 2000 }), key, (changes, start) => {
        const map = new OrderedMap<number>()
        const plain = new Map<string, number>()
        for (const [index, { kind, key }] of changes.entries()) {
          if (kind === 'set') {
            map.set(key, index)
            plain.set(key, index)
          } else expect(map.delete(key)).toBe(plain.delete(key))
        }
        const sorted = [...plain].sort(([a], [b]) => (a < b ? -1 : 1))
        expect([...map]).toEqual(sorted)
        expect(map.size).toBe(plain.size)
        expect([...map.from(start)]).toEqual(sorted.filter(([key]) => key >= start))
        expect([...map.downFrom(start)]).toEqual(sorted.filter(([key]) => key <= start).reverse())
        expect(map.floor(start)).toEqual(sorted.filter(([key]) => key <= start).at(-1))
        expect(map.get(start)).toBe(plain.get(start))
        expect([map.first(), map.last()]).toEqual([sorted[0], sorted.at(-1)])
      }),
      { numRuns: 40 }
    )
  })
})
