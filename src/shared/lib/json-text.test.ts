import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compactJson, indentJson, locate, scanJson } from './json-text'

const scan = (text: string): string | number => {
  const result = scanJson(text)
  return result.ok ? result.tokens.length : result.problem.message
}

test('R5: it accepts exactly what JSON.parse accepts', () => {
  const nearJson = fc.oneof(
    fc.json(),
    fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '\\', '0', ' ', 'e', '\u0000', '{')).map(([text, at, put]) => {
      const where = at % (text.length + 1)
      return text.slice(0, where) + put + text.slice(where + 1)
    }),
    fc.string()
  )
  fc.assert(fc.property(nearJson, (text) => {
    let parses = true
    try {
      JSON.parse(text)
    } catch {
      parses = false
    }
    expect(scanJson(text).ok).toBe(parses)
  }), { numRuns: 2000 })
})

test('indented and compact text mean the same and keep every token', () => {
  fc.assert(fc.property(fc.json(), (text) => {
    const result = scanJson(text)
    if (!result.ok) throw new Error(result.problem.message)
    const indented = indentJson(text, result.tokens)
    const compact = compactJson(text, result.tokens)
    expect(JSON.parse(indented)).toEqual(JSON.parse(text))
    expect(JSON.parse(compact)).toEqual(JSON.parse(text))
    const again = scanJson(indented)
    expect(again.ok && compactJson(indented, again.tokens)).toBe(compact)
  }))
})

test('R5: duplicated names, 20-digit integers and 1e999 survive indenting', () => {
  const text = '{"a":12345678901234567890,"a":1e999,"b":[],"c":{},"d":[1]}'
  const result = scanJson(text)
  expect(result.ok && indentJson(text, result.tokens)).toBe('{\n  "a": 12345678901234567890,\n  "a": 1e999,\n  "b": [],\n  "c": {},\n  "d": [\n    1\n  ]\n}')
})

test('R5: 100,000 levels need no stack', () => {
  expect(scan('['.repeat(100_000) + ']'.repeat(100_000))).toBe(200_000)
})

test('a string of 20 MB is read', () => {
  expect(scan(JSON.stringify('é'.repeat(20_000_000)))).toBe(1)
})

test('the first problem is named with its line and column', () => {
  const text = '{\n  "a": 1,\n  b: 2\n}'
  expect(scanJson(text)).toEqual({ ok: false, problem: { message: 'Expected a name in double quotes, found b.', offset: 14, line: 3, column: 3 } })
})

test.each([
  ['', 'Ends too early: expected a value.'],
  ['{"a":1', 'Ends too early: expected a comma or the closing bracket.'],
  ['"abc', 'A string is not closed.'],
  ['"a\tb"', 'A string holds U+0009, which must be written as an escape.'],
  ['"\\x"', 'A string holds an escape that JSON does not know.'],
  ['[1,]', 'Expected a value, found ].'],
  ['1 2', 'Expected nothing more, found 2.']
])('%j is refused in words', (text, message) => {
  expect(scan(text)).toBe(message)
})

test('lines and columns count from 1', () => {
  expect([locate('', 0), locate('a\nbc', 1), locate('a\nbc', 2), locate('a\nbc', 3)]).toEqual([
    { line: 1, column: 1 }, { line: 1, column: 2 }, { line: 2, column: 1 }, { line: 2, column: 2 }
  ])
})
