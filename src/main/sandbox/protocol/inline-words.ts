import type { Bytes } from './bytes'

const HEX = /^[0-9a-fA-F]{2}$/
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }

const isSpace = (char: string | undefined): boolean => char === ' ' || (char !== undefined && char >= '\t' && char <= '\r')

/**
 * Splits a line into words as redis-cli and telnet users know it: "double quotes" with \n \r \t \b \a \xHH and \" inside,
 * 'single quotes' with \' alone. Undefined when a quote is not closed, or is closed in the middle of a word.
 */
export function splitInlineWords(text: Bytes): Bytes[] | undefined {
  // Redis reads the line as a string of C: a zero byte ends it.
  const zero = text.indexOf('\0')
  const line = zero === -1 ? text : text.slice(0, zero)
  const words: Bytes[] = []
  let at = 0
  for (;;) {
    while (isSpace(line[at])) at += 1
    if (at >= line.length) return words
    let word = ''
    for (let quote: '"' | "'" | undefined; ; at++) {
      const char = line[at]
      if (char === undefined) {
        if (quote !== undefined) return undefined
        break
      }
      if (quote === undefined) {
        if (isSpace(char)) break
        if (char === '"' || char === "'") quote = char
        else word += char
      } else if (char === quote) {
        const next = line[at + 1]
        if (next !== undefined && !isSpace(next)) return undefined
        at += 1
        break
      } else if (char === '\\' && quote === "'") {
        if (line[at + 1] === "'") at += 1
        word += line[at] ?? ''
      } else if (char === '\\') {
        const hex = line.slice(at + 2, at + 4)
        if (line[at + 1] === 'x' && HEX.test(hex)) {
          word += String.fromCharCode(Number.parseInt(hex, 16))
          at += 3
        } else if (line[at + 1] !== undefined) {
          at += 1
          word += ESCAPES[line[at] ?? ''] ?? line[at] ?? ''
        } else word += char
      } else word += char
    }
    words.push(word)
  }
}
