import { expect, test } from 'vitest'
import type { LabCheck } from '@shared/contract/labs'
import { describeCheck } from './describe-check'

const at = new Date(2026, 10, 21, 21, 4, 5, 120).getTime()
const check = (change: Partial<LabCheck> = {}): LabCheck => ({ at, since: at - 320, added: 812, pending: 3, differences: [], moved: [], unread: [], ...change })

test('one sentence, with the numbers and the time', () => {
  expect(describeCheck(check())).toEqual({ tone: 'good', sentence: 'The picture agrees with the server: 812 added, 3 pending, read at 21:04:05.120.', details: [] })
  expect(describeCheck(check({ effects: { once: 808, more: 1 } })).sentence).toBe('The picture agrees with the server: 812 added, 3 pending, 809 with an effect in the ledger over all groups, 1 of them more than once, read at 21:04:05.120.')
})

test('what differed, by how much, since when, and what the picture is now', () => {
  expect(describeCheck(check({ differences: ['s: in g 1 entry is not pending any more'] }))).toEqual({
    tone: 'bad', sentence: 'The picture differed from the server since 21:04:04.800. It is what was read at 21:04:05.120 now: 812 added, 3 pending.', details: ['s: in g 1 entry is not pending any more']
  })
})

test('what others did meanwhile is told and does not make it wrong; what could not be read is not called right', () => {
  expect(describeCheck(check({ moved: ['s: 2 entries were added'] }))).toMatchObject({ tone: 'good', sentence: 'The picture agrees with the server but for what others did since 21:04:04.800: 812 added, 3 pending, read at 21:04:05.120.' })
  expect(describeCheck(check({ unread: ['s: the connection is lost'] }))).toEqual({ tone: 'unknown', sentence: 'Whether the picture is right could not be read.', details: ['s: the connection is lost'] })
})
