import { expect, test } from 'vitest'
import { chooseMark, describeEvent, describeStanding, explainStanding, type GroupStanding } from './describe-life'

const standing = (change: Partial<GroupStanding>): GroupStanding => ({ group: 'g', standing: 'settled', ackSeen: false, ...change })

test('I3: every class has its exact phrase', () => {
  const phrases = (['undelivered', 'pending', 'pending, entry gone', 'settled', 'removed', 'unknown'] as const).map((kind) => describeStanding(standing({ standing: kind })))
  expect(phrases).toEqual(['undelivered', 'pending', 'pending, entry gone', 'settled (not seen how)', 'removed (not seen how)', 'unknown'])
})

test('I4: settled is only called acknowledged when the ack was seen', () => {
  expect(describeStanding(standing({ ackSeen: true }))).toBe('settled: acknowledged')
  expect(explainStanding(standing({}))).toContain('NOACK')
  expect(explainStanding(standing({ ackSeen: true }))).toBeUndefined()
})

test('I3: pending after the cursor is flagged, not another class', () => {
  const rewound = standing({ standing: 'pending', why: 'The cursor lies before it: the group will deliver it again.' })
  expect([describeStanding(rewound), explainStanding(rewound)]).toEqual(['pending, will be delivered again', 'The cursor lies before it: the group will deliver it again.'])
})

test('the mark follows owner, idle and deliveries', () => {
  const pending = (deliveries: number, consumer?: string): GroupStanding => standing({ standing: 'pending', pending: { id: '1-0', idle: 5, deliveries, ...(consumer !== undefined && { consumer }) } })
  expect([chooseMark(pending(1, 'a'), 5, 10), chooseMark(pending(2, 'a'), 5, 10), chooseMark(pending(2, 'a'), 10, 10), chooseMark(pending(1), 5, 10)]).toEqual(['pending', 'redelivered', 'idle', 'unowned'])
  expect(chooseMark(standing({ standing: 'removed' }), undefined, 10)).toBeUndefined()
})

test('events name who, by names that cannot reorder the line', () => {
  const name = (id: string): string | undefined => (id === 'w1' ? 'checkout' : undefined)
  expect([
    describeEvent({ kind: 'added', worker: 'w1', evidence: 'seen' }, name),
    describeEvent({ kind: 'added', worker: 'hand', evidence: 'seen' }, name),
    describeEvent({ kind: 'added', worker: 'gone', evidence: 'seen' }, name),
    describeEvent({ kind: 'redelivered', consumer: 'a\u202eb', evidence: 'inferred' }, name),
    describeEvent({ kind: 'acked', consumer: '', evidence: 'seen' }, name),
    describeEvent({ kind: 'acked', worker: 'hand', evidence: 'seen' }, name)
  ]).toEqual(['added by checkout', 'added by hand', 'added by a producer of ours', 'delivered again to a\\u{202e}b', 'acknowledged by (empty name)', 'acknowledged by hand'])
})
