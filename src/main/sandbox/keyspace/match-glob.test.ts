import { expect, it } from 'vitest'
import { matchGlob } from './match-glob'

it.each([
  ['*', '', true], ['*', 'anything', true], ['h?llo', 'hello', true], ['h?llo', 'hllo', false], ['h[ae]llo', 'hallo', true], ['h[^e]llo', 'hello', false], ['h[a-c]llo', 'hbllo', true], ['h[c-a]llo', 'hbllo', true],
  ['\\*', '*', true], ['\\*', 'x', false], ['a*b*c', 'a1b2c', true], ['a*b*c', 'a1b2', false], ['[\\]]', ']', true], ['[abc', 'b', true], ['', '', true], ['', 'x', false], ['*\xff', 'a\xff', true]
])('%j matches %j: %s', (pattern, text, matches) => {
  expect(matchGlob(pattern, text)).toBe(matches)
})

it('takes no more than length times length, whatever the pattern', () => {
  expect(matchGlob('a*'.repeat(50) + 'b', 'a'.repeat(20_000))).toBe(false)
})
