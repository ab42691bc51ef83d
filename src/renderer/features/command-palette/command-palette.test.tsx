import { expect, test } from 'vitest'
import { matchWords } from './command-palette'

test.each([
  ['', ['Hold all workers', 'Workers'], 1],
  ['hold', ['Hold all workers', 'Workers'], 1],
  ['workers all', ['Hold all workers', 'Workers'], 0.5],
  ['hold nothing', ['Hold all workers', 'Workers'], 0]
])('%j against %j', (search, keywords, rank) => {
  expect(matchWords(search, keywords)).toBe(rank)
})
