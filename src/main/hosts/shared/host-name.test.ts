import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { isHostName, toHostName } from './host-name'

test.each([
  ['web-1.example.org', 'web-1'],
  ['Anna’s MacBook.local', 'Anna-s-MacBook'],
  ['-x', 'x'],
  ['', 'host'],
  ['.', 'host'],
  ['日本', 'host']
])('%s is %s', (full, short) => expect(toHostName(full)).toBe(short))

it('whatever a host calls itself, its name can be given by hand too', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.domain()), (full) => isHostName(toHostName(full))))
  expect(['', '-a', 'a b', 'a:b', 'a'.repeat(41)].filter(isHostName)).toEqual([])
})
