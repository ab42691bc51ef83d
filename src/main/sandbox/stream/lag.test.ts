import { describe, expect, it } from 'vitest'
import { advance, lagOf } from './lag'
import { FIRST_ID, makeId, type StreamId } from './stream-id'
import { Stream } from './stream'
import { trimStream } from './trim'

const LIMITS = { maxEntries: 100, maxBytes: 4096 }

function streamOf(count: number): Stream {
  const stream = new Stream()
  for (let ms = 1; ms <= count; ms++) stream.append(makeId(ms, 0), ['a', 'b'], 0, LIMITS)
  return stream
}

function readTo(stream: Stream, ms: number, exact = false, from: StreamId = FIRST_ID): ReturnType<typeof lagOf> {
  const group = stream.groups.get('g') ?? stream.createGroup('g', from, undefined)
  if (group === undefined) return undefined
  for (const { id } of stream.log.range(group.lastId, makeId(ms, 0))) if (id > group.lastId) advance(stream, group, id, exact)
  return lagOf(stream, group, exact)
}

describe('lag', () => {
  it('is what was added less what was read', () => {
    const stream = streamOf(10)
    expect(readTo(stream, 0)).toBe(10)
    expect(readTo(stream, 3)).toBe(7)
    expect(readTo(stream, 10)).toBe(0)
  })

  it('is unknown for a group that begins in the middle, until it has read the last entry', () => {
    const stream = streamOf(10)
    expect(readTo(stream, 5, false, makeId(5, 0))).toBeUndefined()
    expect(readTo(stream, 10)).toBe(0)
  })

  it('is unknown while an entry ahead is deleted', () => {
    const stream = streamOf(6)
    readTo(stream, 2)
    stream.delete(makeId(4, 0))
    expect(readTo(stream, 2)).toBeUndefined()
    expect(readTo(stream, 6)).toBe(0)
  })

  it('counts what was trimmed ahead of a group, until 8.0 counts what is there', () => {
    const history = (exact: boolean): ReturnType<typeof lagOf> => {
      const stream = streamOf(10)
      readTo(stream, 3, exact)
      stream.delete(makeId(5, 0))
      trimStream(stream, { keep: { kind: 'newest', count: 2 }, approximate: false, limit: 0, references: 'keep' })
      return readTo(stream, 3, exact)
    }
    expect([history(false), history(true)]).toEqual([7, 2])
  })
})
