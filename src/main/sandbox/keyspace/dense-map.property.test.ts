import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DenseMap } from './dense-map'

const name = fc.nat(1500).map((number) => `key ${number}`)
const change = fc.record({ kind: fc.constantFrom('set' as const, 'delete' as const), key: name })

describe('DenseMap', () => {
  it('is a map, and each entry has a number', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 500, maxLength: 3000, size: 'max' }), (changes) => {
        const dense = new DenseMap<number>()
        const plain = new Map<string, number>()
        for (const [index, { kind, key }] of changes.entries()) {
          if (kind === 'set') {
            expect(dense.set(key, index)).toBe(!plain.has(key))
            plain.set(key, index)
          } else expect(dense.delete(key)).toBe(plain.delete(key))
        }
        expect(new Map(dense)).toEqual(plain)
        expect(Array.from({ length: dense.size }, (_, index) => dense.at(index))).toEqual([...dense])
        expect([dense.at(dense.size), dense.at(-1)]).toEqual([undefined, undefined])
      }),
      { numRuns: 20 }
    )
  })

  it('keeps the order of a small map when some of it goes', () => {
    const map = new DenseMap<number>()
    for (const key of ['a', 'b', 'c', 'd']) map.set(key, 0)
    map.delete('b')
    map.set('a', 1)
    map.set('b', 2)
    expect([...map.keys()]).toEqual(['a', 'c', 'd', 'b'])
  })

  it('meets in a scan whatever is there all the time, small or large, while others come and go', () => {
    const steps = fc.array(fc.record({ count: fc.integer({ min: 1, max: 60 }), changes: fc.array(change, { maxLength: 40 }) }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.constantFrom(20, 600, 1200), steps, (size, plan) => {
        const map = new DenseMap<number>()
        for (let index = 0; index < size; index++) map.set(`key ${index}`, index)
        const staying = new Set(map.keys())
        const met = new Set<string>()
        let cursor = 0
        let step = 0
        do {
          const page = map.scan(cursor, plan[step]?.count ?? 10)
          for (const [key] of page.entries) met.add(key)
          for (const { kind, key } of plan[step]?.changes ?? []) {
            if (kind === 'set') map.set(key, 0)
            else if (map.delete(key)) staying.delete(key)
          }
          cursor = page.cursor
          step += 1
        } while (cursor !== 0)
        for (const key of staying) expect(met).toContain(key)
      }),
      { numRuns: 60 }
    )
  })
})
