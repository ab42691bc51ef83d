import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Deque } from './deque'

it('is a list, whatever is done at its ends', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.record({ kind: fc.constantFrom('push' as const, 'unshift' as const), item: fc.nat() }), fc.record({ kind: fc.constantFrom('pop' as const, 'shift' as const), item: fc.constant(0) }))), fc.nat(20), (changes, at) => {
    const deque = new Deque<number>()
    const plain: number[] = []
    for (const { kind, item } of changes) {
      if (kind === 'push' || kind === 'unshift') {
        deque[kind](item)
        plain[kind](item)
      } else expect(deque[kind]()).toBe(plain[kind]())
    }
    expect([[...deque], deque.length, deque.at(at), deque.slice(1, 4)]).toEqual([plain, plain.length, plain[at], plain.slice(1, 4)])
  }))
})
