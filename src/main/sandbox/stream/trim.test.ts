import { describe, expect, it } from 'vitest'
import { formatId, makeId } from './stream-id'
import { Stream } from './stream'
import { trimStream, type Trim } from './trim'

const LIMITS = { maxEntries: 3, maxBytes: 4096 }
const DEFAULTS = { approximate: false, limit: 0, references: 'keep' } as const

/** Twelve entries, 1-0 to 12-0, three in a node. */
function twelve(): Stream {
  const stream = new Stream()
  for (let ms = 1; ms <= 12; ms++) stream.append(makeId(ms, 0), ['a', 'b'], 0, LIMITS)
  return stream
}

function trimmed(trim: Partial<Trim> & Pick<Trim, 'keep'>, stream = twelve()): string {
  const removed = trimStream(stream, { ...DEFAULTS, ...trim })
  return `${removed} gone, from ${formatId(stream.firstId)}`
}

describe('trimStream', () => {
  it('takes away to the entry, or by whole nodes', () => {
    expect(trimmed({ keep: { kind: 'newest', count: 5 } })).toBe('7 gone, from 8-0')
    expect(trimmed({ keep: { kind: 'newest', count: 5 }, approximate: true })).toBe('6 gone, from 7-0')
    expect(trimmed({ keep: { kind: 'from', id: makeId(6, 0) } })).toBe('5 gone, from 6-0')
    expect(trimmed({ keep: { kind: 'from', id: makeId(6, 0) }, approximate: true })).toBe('3 gone, from 4-0')
    expect(trimmed({ keep: { kind: 'newest', count: 0 } })).toBe('12 gone, from 0-0')
  })

  it('stops before the node with which it would pass the limit', () => {
    expect(trimmed({ keep: { kind: 'newest', count: 0 }, approximate: true, limit: 5 })).toBe('3 gone, from 4-0')
    expect(trimmed({ keep: { kind: 'newest', count: 0 }, approximate: true, limit: 2 })).toBe('0 gone, from 1-0')
  })

  it('keeps a node whose last id is not old enough, even if that entry is deleted', () => {
    const stream = twelve()
    stream.delete(makeId(3, 0))
    expect(trimmed({ keep: { kind: 'from', id: makeId(3, 0) }, approximate: true }, stream)).toBe('0 gone, from 1-0')
  })

  it('passes over what a group still needs, with ACKED', () => {
    const stream = twelve()
    const group = stream.createGroup('g', makeId(9, 0), undefined)
    const consumer = group?.consumer('c', 0, () => undefined)
    if (consumer !== undefined) group?.deliver(makeId(5, 0), consumer, 0)
    // Seen on 8.6.3: 5-0 is pending, 10-0 and on are not read yet; `~` changes nothing.
    expect(trimmed({ keep: { kind: 'newest', count: 0 }, references: 'acked', approximate: true }, stream)).toBe('8 gone, from 5-0')
    expect(stream.log.nodeCount).toBe(2)
  })

  it('lets groups forget what goes, with DELREF', () => {
    const stream = twelve()
    const group = stream.createGroup('g', makeId(9, 0), undefined)
    const consumer = group?.consumer('c', 0, () => undefined)
    if (consumer !== undefined) for (const ms of [2, 5, 8]) group?.deliver(makeId(ms, 0), consumer, 0)
    expect(trimmed({ keep: { kind: 'newest', count: 7 }, references: 'forget', approximate: true }, stream)).toBe('5 gone, from 6-0')
    expect([group?.pending.size, consumer?.pending.size]).toEqual([1, 1])
  })
})
