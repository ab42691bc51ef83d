/**
 * JSON as text, never as values: JSON.parse would lose the order of duplicated names, the duplicates themselves and
 * every digit past 2^53, and a payload is evidence. Nothing here recurses, so depth costs no stack.
 */

export interface JsonToken {
  kind: 'punctuation' | 'name' | 'string' | 'number' | 'word'
  start: number
  end: number
}

export interface JsonProblem {
  message: string
  offset: number
  /** Both from 1. */
  line: number
  column: number
}

export type JsonScan = { ok: true; tokens: JsonToken[] } | { ok: false; problem: JsonProblem }

const SPACE = /[ \t\n\r]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}

/** Where a string that starts at `start` ends, or -1. By hand: a pattern would need stack for every character of 8 MB. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x22) return at + 1
    if (unit < 0x20) return -1
    if (unit === 0x5c) {
      const end = matchEnd(ESCAPE, text, at)
      if (end === -1) return -1
      at = end - 1
    }
  }
  return -1
}

/** Line and column of an offset, both from 1. */
export function locate(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let lineStart = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1
    lineStart = at + 1
  }
  return { line, column: offset - lineStart + 1 }
}

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or the end' | 'nothing'

const EXPECTED_WORDS: Record<Expected, string> = {
  'value': 'a value', 'value or ]': 'a value or ]', 'name': 'a name in double quotes', 'name or }': 'a name in double quotes or }',
  ':': 'a colon', ', or the end': 'a comma or the closing bracket', 'nothing': 'nothing more'
}

/** Strict JSON (RFC 8259): tokens in order, or the first problem in words. */
export function scanJson(text: string): JsonScan {
  const tokens: JsonToken[] = []
  const open: ('{' | '[')[] = []
  let expected: Expected = 'value'
  let at = matchEnd(SPACE, text, 0)

  const fail = (message: string, offset: number): JsonScan => ({ ok: false, problem: { message, offset, ...locate(text, offset) } })
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : ', or the end')

  while (at < text.length) {
    const start = at
    const character = text.charAt(at)
    let end = -1
    if (expected === 'name' || expected === 'name or }' || expected === 'value' || expected === 'value or ]') {
      const wantsName: boolean = expected === 'name' || expected === 'name or }'
      if (character === '"') {
        end = stringEnd(text, at)
        if (end === -1) return fail(describeString(text, at), at)
        tokens.push({ kind: wantsName ? 'name' : 'string', start, end })
        expected = wantsName ? ':' : afterValue()
      } else if (!wantsName && (character === '{' || character === '[')) {
        end = at + 1
        open.push(character)
        tokens.push({ kind: 'punctuation', start, end })
        expected = character === '{' ? 'name or }' : 'value or ]'
      } else if (!wantsName && (end = matchEnd(NUMBER, text, at)) !== -1) {
        tokens.push({ kind: 'number', start, end })
        expected = afterValue()
      } else if (!wantsName && (end = matchEnd(WORD, text, at)) !== -1) {
        tokens.push({ kind: 'word', start, end })
        expected = afterValue()
      }
    } else if (expected === ':' && character === ':') {
      end = at + 1
      tokens.push({ kind: 'punctuation', start, end })
      expected = 'value'
    } else if (expected === ', or the end' && character === ',') {
      end = at + 1
      tokens.push({ kind: 'punctuation', start, end })
      expected = open.at(-1) === '{' ? 'name' : 'value'
    }
    if (end === -1 && mayClose(expected, character, open.at(-1))) {
      end = at + 1
      open.pop()
      tokens.push({ kind: 'punctuation', start, end })
      expected = afterValue()
    }
    if (end === -1) return fail(`Expected ${EXPECTED_WORDS[expected]}, found ${describeCharacter(text, at)}.`, at)
    at = matchEnd(SPACE, text, end)
  }
  if (expected === 'nothing') return { ok: true, tokens }
  return fail(`Ends too early: expected ${EXPECTED_WORDS[expected]}.`, text.length)
}

function mayClose(expected: Expected, character: string, innermost: '{' | '[' | undefined): boolean {
  if (character === '}') return innermost === '{' && (expected === 'name or }' || expected === ', or the end')
  return character === ']' && innermost === '[' && (expected === 'value or ]' || expected === ', or the end')
}

function describeCharacter(text: string, at: number): string {
  const point = text.codePointAt(at) ?? 0
  const isVisible = point > 0x20 && point < 0x7f
  return isVisible ? String.fromCodePoint(point) : `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
}

function describeString(text: string, start: number): string {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"') break
    if (character < ' ') return `A string holds ${describeCharacter(text, at)}, which must be written as an escape.`
    if (character === '\\') {
      if (matchEnd(ESCAPE, text, at) === -1) return 'A string holds an escape that JSON does not know.'
      at += 1
    }
  }
  return 'A string is not closed.'
}

/** The same tokens on indented lines. Numbers, escapes and duplicated names stay as they were written. */
export function indentJson(text: string, tokens: readonly JsonToken[], indent = '  '): string {
  const out: string[] = []
  let depth = 0
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    if (token === undefined) break
    const source = text.slice(token.start, token.end)
    const next = tokens[index + 1]
    const closesAtOnce = next !== undefined && /[}\]]/.test(text.charAt(next.start)) && next.kind === 'punctuation'
    if (token.kind !== 'punctuation') out.push(source)
    else if (source === ':') out.push(': ')
    else if (source === ',') out.push(',\n', indent.repeat(depth))
    else if (source === '{' || source === '[') {
      depth += 1
      out.push(source)
      if (!closesAtOnce) out.push('\n', indent.repeat(depth))
    } else {
      depth -= 1
      const before = tokens[index - 1]
      const isEmpty = before?.kind === 'punctuation' && /[{[]/.test(text.charAt(before.start))
      if (!isEmpty) out.push('\n', indent.repeat(depth))
      out.push(source)
    }
  }
  return out.join('')
}

/** The same tokens without any space between them. */
export function compactJson(text: string, tokens: readonly JsonToken[]): string {
  return tokens.map((token) => text.slice(token.start, token.end)).join('')
}

/** The text that a JSON string token stands for. */
export function decodeJsonString(source: string): string {
  // The scanner has checked it: a string token is one JSON string and cannot throw here.
  const decoded: unknown = JSON.parse(source)
  return typeof decoded === 'string' ? decoded : source
}
