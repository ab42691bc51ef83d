import { expect, test } from 'vitest'
import type { DeadLetter } from '@shared/contract/dead-letters'
import { listHandlers, toDepthSample } from './depth-course'

const letter = (id: DeadLetter['id'], handler?: string): DeadLetter => ({ id, origin: { ...(handler !== undefined && { handler }) }, payload: { id, fields: [], fieldCount: 0, bytes: 0, cut: false } })
const LETTERS = [letter('4-0', 'mail'), letter('3-0', '__proto__'), letter('2-0', 'mail'), letter('1-0')]

test('C6: letters are counted by the handler that each of them names, those that name none apart', () => {
  const { counts } = toDepthSample({ letters: LETTERS, length: 4, more: false }, 7)
  expect([...(counts ?? [])]).toEqual([['mail', 2], ['__proto__', 1], [undefined, 1]])
})

test('where not all are read, or some came between two pages, no handler’s count is known', () => {
  expect(toDepthSample({ letters: LETTERS, length: 9, more: true }, 7)).toEqual({ at: 7, length: 9, counts: undefined })
  expect(toDepthSample({ letters: LETTERS, length: 5, more: false }, 7).counts).toBeUndefined()
})

test('handlers come by what they have of late, and one whose letters are gone stays', () => {
  const course = [toDepthSample({ letters: LETTERS, length: 4, more: false }, 1), toDepthSample({ letters: [letter('5-0', 'sms'), letter('6-0', 'sms'), letter('7-0', 'sms')], length: 3, more: false }, 2)]
  expect(listHandlers(course)).toEqual(['sms', 'mail', undefined, '__proto__'])
  expect(listHandlers([])).toEqual([])
})
