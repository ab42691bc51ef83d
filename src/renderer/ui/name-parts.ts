import type { ByteText } from '@shared/redis/byte-text'

export interface NamePart {
  /** `escape` stands for something that would not be seen, or would change how the rest is seen. */
  kind: 'plain' | 'escape'
  text: string
}

// Control, format (bidi and zero-width), lone surrogates (escaped bytes), line and paragraph separators.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^ | $/gu

function escapeOne(character: string): string {
  const point = character.codePointAt(0) ?? 0
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  if (character === '\t') return '\\t'
  // An escaped byte, see byte-text.ts.
  if (point >= 0xdc80 && point <= 0xdcff) return `\\x${(point - 0xdc00).toString(16)}`
  if (point < 0x80) return `\\x${point.toString(16).padStart(2, '0')}`
  return `\\u{${point.toString(16)}}`
}

/** Splits a name from a server into what can be shown as it is and what must be shown as an escape. */
export function splitName(name: ByteText): NamePart[] {
  const parts: NamePart[] = []
  let from = 0
  for (const match of name.matchAll(UNSEEN)) {
    if (match.index > from) parts.push({ kind: 'plain', text: name.slice(from, match.index) })
    const escape = escapeOne(match[0])
    const last = parts.at(-1)
    if (last?.kind === 'escape') last.text += escape
    else parts.push({ kind: 'escape', text: escape })
    from = match.index + match[0].length
  }
  if (from < name.length) parts.push({ kind: 'plain', text: name.slice(from) })
  return parts
}

/** The name as one safe line of text, for tooltips and labels. Cut at `limit` characters. */
export function nameToText(name: ByteText, limit = 400): string {
  if (name === '') return '(empty name)'
  const text = splitName(name.slice(0, limit)).map((part) => part.text).join('')
  return name.length > limit ? `${text}…` : text
}
