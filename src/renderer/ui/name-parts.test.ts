import { expect, test } from 'vitest'
import { bytesToText } from '@shared/redis/byte-text'
import { nameToText, splitName } from './name-parts'

test.each([
  ['orders', 'orders'],
  ['bestellung-größe-注文', 'bestellung-größe-注文'],
  ['a\u202Eb', 'a\\u{202e}b'],
  ['a\u200Bb\uFEFF', 'a\\u{200b}b\\u{feff}'],
  ['line\nnext\ttab\r\0', 'line\\nnext\\ttab\\r\\x00'],
  [' edge ', '\\x20edge\\x20'],
  ['', '(empty name)'],
  ['__proto__', '__proto__'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  [bytesToText(Uint8Array.of(0x66, 0xff, 0x80, 0x6f)), 'f\\xff\\x80o'],
  ['😀', '😀']
])('shows %j as %s', (name, shown) => {
  expect(nameToText(name)).toBe(shown)
})

test('escapes stand apart from plain text, so that a literal backslash is not taken for one', () => {
  expect(splitName('a\\n\n')).toEqual([{ kind: 'plain', text: 'a\\n' }, { kind: 'escape', text: '\\n' }])
})

test('a long name is cut', () => {
  expect(nameToText('x'.repeat(500), 10)).toBe(`${'x'.repeat(10)}…`)
})
