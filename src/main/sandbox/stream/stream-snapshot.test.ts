import { describe, expect, it } from 'vitest'
import { INT64_MAX } from '../protocol/int64'
import { PendingEntry } from './pending-entry'
import { formatId, makeId } from './stream-id'
import { Stream } from './stream'
import { decodeStream, encodeStream } from './stream-snapshot'

describe('a snapshot of a stream', () => {
  it('brings everything back: nodes with their holes, groups, the order of waiting, what was sent', () => {
    const stream = new Stream({ streamIdmpDuration: 7, streamIdmpMaxsize: 9 })
    for (let ms = 1; ms <= 250; ms++) stream.append(makeId(ms, ms), ['field', `value ${ms}`, 'n', String(ms)], 0, { maxEntries: 100, maxBytes: 4096 })
    stream.delete(makeId(120, 120))
    stream.entriesAdded = 2n ** 60n
    stream.idempotence.remember('p', 'm\xff', makeId(3, 3), 5)
    const group = stream.createGroup('g\x00', makeId(9, 9), 9)
    const consumer = group?.consumer('c', 4, () => undefined)
    if (consumer !== undefined) consumer.activeAt = 6
    group?.add(new PendingEntry(makeId(2, 2), consumer, 50, INT64_MAX))
    group?.add(new PendingEntry(makeId(1, 1), consumer, 60, 1))
    group?.add(new PendingEntry(makeId(3, 3), undefined, 0, 2))
    stream.createGroup('h', makeId(0, 0), undefined)

    const snapshot = encodeStream(stream)
    const restored = decodeStream(structuredClone(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot))
    expect(encodeStream(restored)).toEqual(snapshot)
    expect([restored.length, restored.log.nodeCount, restored.log.radixNodeCount]).toEqual([stream.length, stream.log.nodeCount, stream.log.radixNodeCount])
    const waiting = restored.groups.get('g\x00')
    expect([waiting?.longestWaiting?.id, waiting?.givenBack, waiting?.pending.get(makeId(2, 2))?.deliveries].map((value) => (typeof value === 'string' ? formatId(value) : value))).toEqual(['3-3', 1, INT64_MAX])
  })

  it('can be added to', () => {
    const stream = new Stream()
    const limits = { maxEntries: 2, maxBytes: 4096 }
    stream.append(makeId(1, 0), ['a', 'b'], 0, limits)
    const restored = decodeStream(encodeStream(stream))
    for (const ms of [2, 3]) restored.append(makeId(ms, 0), ['a', 'b'], 0, limits)
    expect([restored.length, restored.log.nodeCount]).toEqual([3, 2])
  })
})
