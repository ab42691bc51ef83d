import { expect, test } from 'vitest'
import { known, unknown } from '@shared/model/fact'
import type { Conservation } from '@shared/model/select-conservation'
import { describeConservation } from './describe-conservation'

const fact = (value: number) => known(value, 'server', 0)
const check: Conservation = {
  verdict: 'balanced', at: 0, added: fact(12_482), undelivered: fact(2), pending: fact(9), settled: fact(12_471), lostUnread: fact(0), deadLettersSeen: 0, acksSeen: 12_471, goneWhilePending: 0, neverRead: false
}

test('a sum that holds, with every ack seen', () => {
  expect(describeConservation(check)).toEqual({ tone: 'ok', headline: 'nothing lost', sum: '12,482 added = 12,471 acked + 9 pending + 2 undelivered', notes: ['every ack was seen'] })
})

test('I4: what was settled out of our sight is not called acked', () => {
  expect(describeConservation({ ...check, acksSeen: 71 })).toMatchObject({
    sum: '12,482 added = 12,471 settled + 9 pending + 2 undelivered', notes: ['71 acks seen; 12,400 settled before or out of our sight']
  })
})

test('a loss is named with its count', () => {
  expect(describeConservation({ ...check, verdict: 'lost', settled: fact(12_470), lostUnread: fact(1) })).toMatchObject({ tone: 'bad', headline: '1 entry lost', notes: ['1 entry left the stream before this group read them'] })
})

test('a part that is not known keeps its place in the sum', () => {
  expect(describeConservation({ ...check, verdict: 'unknown', settled: unknown('why'), undelivered: unknown('why'), lostUnread: unknown('why'), why: 'why' }).sum)
    .toBe('12,482 added = ? settled + 9 pending + ? undelivered')
})

test('an unknown part is unknown, with its reason', () => {
  expect(describeConservation({ ...check, verdict: 'unknown', lostUnread: unknown('why'), why: 'why' })).toMatchObject({ tone: 'open', headline: 'not known', notes: ['why'] })
})

test.each([
  ['none', fact(3), 'nothing lost since it began anew', 'when the stream was last read before it began anew, 3 entries were still to be done'],
  ['unknown', unknown('w'), 'nothing lost since it came back', 'when the stream was last read before it came back, perhaps with a part of what it had, what was still to be done is not known']
] as const)('M18 of a stream that kept %s of what it was, well is only what came since', (kept, open, headline, note) => {
  const anew = { at: 0, why: 'w', kept, open }
  expect(describeConservation(check, anew)).toMatchObject({ tone: 'open', headline, notes: [note, 'every ack was seen'] })
  expect(describeConservation({ ...check, verdict: 'lost', lostUnread: fact(1) }, anew)).toMatchObject({ tone: 'bad', headline: '1 entry lost' })
})
