import { expect, test } from 'vitest'
import { escapeGlob } from './discover-streams'

test.each([['orders', 'orders'], ['a*b?[c]^', 'a\\*b\\?\\[c\\]\\^'], ['back\\slash', 'back\\\\slash']])('SCAN MATCH reads %j literally', (text, pattern) => {
  expect(escapeGlob(text)).toBe(pattern)
})
