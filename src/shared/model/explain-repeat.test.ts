import { expect, test } from 'vitest'
import { explainRepeat, type LifeStep, type RepeatSeen } from './explain-repeat'

const first = { id: '1-0' as const, consumer: 'a', at: 1000 }
const second = { id: '1-0' as const, consumer: 'b', at: 5000 }
const DELIVERED: LifeStep = { kind: 'delivered', at: 900, consumer: 'a' }
const CLAIMED: LifeStep = { kind: 'claimed', at: 4000, consumer: 'b', note: 'by sweeper' }
const AGAIN: LifeStep = { kind: 'redelivered', at: 4001, consumer: 'b' }
const explain = (change: Partial<RepeatSeen>): unknown => explainRepeat({ first, second, life: [], ...change })

test('TRUST I14 a crash between effect and ack: who had it first, who second, by which claim, how often it was delivered', () => {
  expect(explain({ crash: { gate: 'G4' }, life: [DELIVERED, CLAIMED, AGAIN], guard: 'outside-transaction' })).toEqual({
    cause: 'crash', text: 'a had it first and was crashed at G4, after the effect; the sweeper claimed it, and b had it next (delivery 2). Its effect is outside the transaction that marks it as done.'
  })
  expect(explain({ second: { ...second, consumer: 'a' }, crash: { gate: 'G5' }, life: [DELIVERED, { ...AGAIN, consumer: 'a' }], guard: 'none' })).toEqual({
    cause: 'crash', text: 'a had it first and was crashed at G5, before XACK; started again, it read its own pending entries (delivery 2). Nothing guards its effect.'
  })
})

test('a claim from a worker that lives, and one whose first owner comes back and goes on', () => {
  expect(explain({ life: [DELIVERED, CLAIMED, AGAIN] })).toEqual({ cause: 'claimed', text: 'a had it first and had not acked it when the sweeper claimed it, and b had it next (delivery 2).' })
  const zombie = { first: { ...first, consumer: 'b', at: 4100 }, second: { ...second, consumer: 'a' } }
  expect(explain({ ...zombie, life: [DELIVERED, CLAIMED, AGAIN] })).toEqual({ cause: 'claimed', text: 'The sweeper claimed it for b; a, which had it before, went on with it.' })
})

test('delivered again without a claim or a crash', () => {
  expect(explain({ second: { ...second, consumer: 'a' }, life: [DELIVERED, { ...AGAIN, consumer: 'a' }] })).toEqual({ cause: 'redelivered', text: 'a had it first, and its ack had not come; it read its own pending entries again (delivery 2).' })
})

test('two entries for one thing: redriven, or two of one key because the lock had expired, was released, or there was none', () => {
  const other = { second: { ...second, id: '7-0' as const } }
  expect(explain({ ...other, source: { redrivenFrom: '3-0' } })).toEqual({ cause: 'redriven', text: 'Redriven: it was dead letter 3-0, and 1-0 had had the same effect.' })
  expect(explain({ ...other, source: { gapMs: 812, lockMs: 300 } })).toEqual({ cause: 'added-twice', text: 'Two entries for one key: 1-0 has the same, 812 ms apart. Its lock of 300 ms had expired.' })
  expect(explain({ ...other, source: { gapMs: 812, lockMs: 2000 } })).toMatchObject({ text: expect.stringMatching(/had been released\.$/) })
  expect(explain({ ...other, source: { gapMs: 812 } })).toMatchObject({ text: expect.stringMatching(/No lock keeps its source from adding it twice\.$/) })
})

test('what was not seen is not made up', () => {
  expect(explain({ life: [DELIVERED], guard: 'none' })).toEqual({ cause: 'unguarded', text: 'a, then b: how it was delivered again was not seen. Nothing guards its effect.' })
  expect(explain({ life: [DELIVERED] })).toEqual({ cause: 'not-seen', text: 'a, then b: why was not seen.' })
  // What came after the second effect explains nothing.
  expect(explain({ life: [DELIVERED, { ...CLAIMED, at: 9000 }] })).toMatchObject({ cause: 'not-seen' })
})
