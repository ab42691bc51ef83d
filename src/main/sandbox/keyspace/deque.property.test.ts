import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deque } from './deque'

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('push' as const, 'unshift' as const), at: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('pop' as const, 'shift' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('insert' as const, 'delete' as const, 'set' as const), at: fc.nat() }) }
)

describe('Deque', () => {
  it('does what an array does', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const deque = new Deque<number>()
        const plain: number[] = []
        for (const [item, { kind, at }] of steps.entries()) {
          const index = plain.length === 0 ? 0 : at % plain.length
          if (kind === 'push' || kind === 'unshift') {
            deque[kind](item)
            plain[kind](item)
          } else if (kind === 'pop' || kind === 'shift') expect(deque[kind]()).toBe(plain[kind]())
          else if (kind === 'insert') {
            deque.insert(index, item)
            plain.splice(index, 0, item)
          } else if (plain.length > 0 && kind === 'set') {
            deque.set(index, item)
            plain[index] = item
          } else if (plain.length > 0) {
            deque.deleteAll(new Set([0, index]))
            plain.splice(index, 1)
            if (index !== 0) plain.shift()
          }
          expect(deque.length).toBe(plain.length)
        }
        expect([...deque]).toEqual(plain)
        expect(deque.slice(2, 5)).toEqual(plain.slice(2, 5))
        expect([deque.at(-1), deque.at(plain.length)]).toEqual([undefined, undefined])
      })
    )
  })
})
