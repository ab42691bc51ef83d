import { describe, expect, it } from 'vitest'
import { ConsumerGroup } from './consumer-group'
import { formatId, makeId } from './stream-id'

const id = (ms: number): string => makeId(ms, 0)
const nobody = (): void => undefined

function waiting(group: ConsumerGroup): string {
  const ids: string[] = []
  for (let entry = group.longestWaiting; entry !== undefined; entry = entry.later) ids.push(formatId(entry.id))
  return ids.join(' ')
}

function setUp(): { group: ConsumerGroup; give: (ms: number, name: string, at: number) => void } {
  const group = new ConsumerGroup('g', id(0), 0)
  return { group, give: (ms, name, at) => group.deliver(id(ms), group.consumer(name, at, nobody), at) }
}

describe('a group', () => {
  it('moves an entry that is delivered again, and starts to count anew', () => {
    const { group, give } = setUp()
    give(1, 'a', 10)
    const entry = group.pending.get(id(1))
    if (entry !== undefined) group.redeliver(entry, entry.consumer, 20)
    expect(entry?.deliveries).toBe(2)
    give(1, 'b', 30)
    expect([entry?.consumer?.name, entry?.deliveries, group.consumers.get('a')?.pending.size, group.pending.size]).toEqual(['b', 1, 0, 1])
  })

  it('knows who waits longest, and of those of one moment who came first', () => {
    const { group, give } = setUp()
    for (const ms of [3, 1, 2]) give(ms, 'a', 10)
    give(4, 'a', 5)
    expect(waiting(group)).toBe('4-0 3-0 1-0 2-0')
    give(3, 'b', 10)
    expect(waiting(group)).toBe('4-0 1-0 2-0 3-0')
    group.remove(id(1))
    expect(waiting(group)).toBe('4-0 2-0 3-0')
  })

  it('puts what was given back before all others, in its order', () => {
    const { group, give } = setUp()
    for (const ms of [1, 2, 3, 4]) give(ms, 'a', ms)
    for (const ms of [3, 2]) {
      const entry = group.pending.get(id(ms))
      if (entry !== undefined) group.assign(entry, undefined, 0, 1)
    }
    expect([waiting(group), group.givenBack]).toEqual(['3-0 2-0 1-0 4-0', 2])
    give(2, 'b', 9)
    expect([waiting(group), group.givenBack]).toEqual(['3-0 1-0 4-0 2-0', 1])
  })

  it('forgets what a consumer had together with it', () => {
    const { group, give } = setUp()
    give(1, 'a', 1)
    give(2, 'b', 2)
    const consumer = group.consumers.get('a')
    if (consumer !== undefined) group.removeConsumer(consumer)
    expect([group.pending.size, group.consumers.size, waiting(group)]).toEqual([1, 1, '2-0'])
  })
})
