import { expect, test } from 'vitest'
import { parseJump } from './parse-jump'

const NOW = new Date(2026, 10, 21, 14, 30, 0).getTime()
const at = (...parts: [number, number, number, number, number, number?, number?]): number => new Date(...parts).getTime()
const timeOf = (text: string): number | string => {
  const jump = parseJump(text, NOW)
  return jump.kind === 'time' ? jump.ms : jump.kind === 'invalid' ? jump.message : jump.kind
}

test.each<[string, number]>([
  ['2026-11-21 14:03', at(2026, 10, 21, 14, 3)],
  ['2026-11-21T14:03:02', at(2026, 10, 21, 14, 3, 2)],
  ['2026-11-21', at(2026, 10, 21, 0, 0)],
  ['14:03:02', at(2026, 10, 21, 14, 3, 2)],
  ['14:03:02.25', at(2026, 10, 21, 14, 3, 2, 250)],
  ['23:59', at(2026, 10, 20, 23, 59)],
  ['2026-11-21 14:03Z', Date.UTC(2026, 10, 21, 14, 3)],
  ['2026-11-21 14:03+02:00', Date.UTC(2026, 10, 21, 12, 3)],
  ['-5m', NOW - 300_000],
  ['5 min ago', NOW - 300_000],
  ['1.5h ago', NOW - 5_400_000]
])('%s is a time', (text, expected) => {
  expect(timeOf(text)).toBe(expected)
})

test('a time becomes the first id of its millisecond', () => {
  expect(parseJump('-10s', NOW)).toEqual({ kind: 'time', ms: NOW - 10_000, id: `${NOW - 10_000}-0` })
})

test('F27: ids of any size are ids, milliseconds alone too', () => {
  expect(parseJump(' 18446744073709551615-18446744073709551615 ', NOW)).toEqual({ kind: 'id', id: '18446744073709551615-18446744073709551615' })
  expect(parseJump('1795295977402', NOW)).toEqual({ kind: 'id', id: '1795295977402-0' })
  expect(parseJump('5', NOW)).toEqual({ kind: 'id', id: '5-0' })
})

test('the ends have names', () => {
  expect(['newest', '+', 'last', 'oldest', '-', 'first'].map((text) => parseJump(text, NOW).kind)).toEqual(['newest', 'newest', 'newest', 'oldest', 'oldest', 'oldest'])
})

test.each([
  ['', 'Type an id, a time of day, a date, or how long ago.'],
  ['2026-13-01', 'There is no month 13.'],
  ['2026-02-30', 'Month 2 of 2026 has no day 30.'],
  ['25:00', 'There is no hour 25.'],
  ['14:61', 'There is no minute 61.'],
  ['2026-11-21 noon', 'The time is written hours:minutes, with seconds if wanted: 14:03 or 14:03:02.250.'],
  ['-90000d', 'That is before 1970, where no id can be.'],
  ['18446744073709551616-0', 'An id has two numbers, and neither may pass 18446744073709551615.']
])('%j is refused in words', (text, message) => {
  expect(timeOf(text)).toBe(message)
})

test('anything else is answered with examples', () => {
  expect(timeOf('yesterday-ish')).toContain('Examples')
})
