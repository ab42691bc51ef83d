import { describe, expect, it } from 'vitest'
import { FIRST_ID, formatId, LAST_ID, makeId } from './stream-id'
import { StreamLog, type NodeLimits } from './stream-log'

const DEFAULTS: NodeLimits = { maxEntries: 100, maxBytes: 4096 }

function logWith(count: number, words: string[], limits = DEFAULTS): StreamLog {
  const log = new StreamLog()
  for (let index = 0; index < count; index++) log.append(makeId(1_700_000_000_000 + index, 0), words, 0, limits)
  return log
}

describe('the log', () => {
  it('starts nodes where Redis does', () => {
    // Numbers of 7.0.15 for the same entries: keys and nodes of its radix tree.
    const shape = (log: StreamLog): number[] => [log.nodeCount, log.radixNodeCount]
    expect(shape(logWith(1000, ['field', 'x'.repeat(200)]))).toEqual([53, 112])
    expect(shape(logWith(1000, ['n', '5']))).toEqual([10, 26])
    expect(shape(logWith(2000, ['n', '5'], { maxEntries: 0, maxBytes: 4096 }))).toEqual([6, 14])
  })

  it('finds ranges, up and down, without what was deleted', () => {
    const log = logWith(250, ['n', '5'])
    const at = (index: number): string => makeId(1_700_000_000_000 + index, 0)
    log.delete(at(100))
    expect(Array.from(log.range(at(98), at(101)), ({ id }) => id)).toEqual([at(98), at(99), at(101)])
    expect(Array.from(log.rangeDown(at(98), at(101)), ({ id }) => id)).toEqual([at(101), at(99), at(98)])
    expect([...log.range(FIRST_ID, LAST_ID)].length).toBe(249)
    expect([log.has(at(100)), log.get(at(99))]).toEqual([false, { id: at(99), fields: ['n', '5'] }])
  })

  it('lets a node go with its last entry', () => {
    const log = logWith(3, ['n', '5'], { maxEntries: 1, maxBytes: 0 })
    expect(log.delete(makeId(1_700_000_000_002, 0))).toBe(true)
    expect([log.nodeCount, log.length, formatId(log.lastId() ?? FIRST_ID)]).toEqual([2, 2, '1700000000001-0'])
    expect(log.delete(makeId(1_700_000_000_002, 0))).toBe(false)
  })
})
