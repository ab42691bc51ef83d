import { describe, expect, it } from 'vitest'
import { countRadixNodes } from './radix-nodes'
import { makeId } from './stream-id'

const count = (...ids: [number, number][]): number => countRadixNodes(ids.map(([ms, sequence]) => makeId(ms, sequence)))

describe('countRadixNodes', () => {
  it('counts the root of an empty tree, and a run and a leaf for one key', () => {
    expect(count()).toBe(1)
    expect(count([1, 1])).toBe(2)
  })

  it('counts a fork where keys part, and a run only where there are bytes left', () => {
    // Seen on 7.0.15 with stream-node-max-entries 1: run, fork, two leaves.
    expect(count([1, 1], [1, 2])).toBe(4)
    // run, fork, two runs, two leaves
    expect(count([1, 1], [2, 1])).toBe(6)
    // The first byte already differs: no run before the fork.
    expect(count([0, 1], [2 ** 53 - 1, 1])).toBe(6)
  })
})
