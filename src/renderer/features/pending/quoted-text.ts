/**
 * Quoting for the filter line. Names are bytes and may hold anything: what cannot be seen or typed is written as an
 * escape, so that a filter written by a facet can be read, copied and parsed back to the same name.
 */

/** Control, zero-width and direction characters, and lone surrogates (which stand for bytes, see byte-text.ts). */
// oxlint-disable-next-line no-control-regex -- control characters are what is being escaped
const UNSEEN = /["\\\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu

export function quoteText(text: string): string {
  return `"${text.replace(UNSEEN, escapeCharacter)}"`
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`
  const unit = character.charCodeAt(0)
  if (unit >= 0xdc80 && unit <= 0xdcff) return `\\x${(unit - 0xdc00).toString(16)}`
  return `\\u{${unit.toString(16)}}`
}

/** The text between the quotes of a quoted word; undefined when the closing quote is missing or an escape is not one. */
export function unquoteText(quoted: string): string | undefined {
  if (quoted.length < 2 || !quoted.startsWith('"')) return undefined
  let out = ''
  for (let at = 1; at < quoted.length; ) {
    const character = quoted.charAt(at)
    if (character === '"') return at === quoted.length - 1 ? out : undefined
    if (character !== '\\') {
      out += character
      at += 1
      continue
    }
    const escape = /^\\(?:(["\\])|x([89a-f][0-9a-f])|u\{([0-9a-f]{1,4})\})/i.exec(quoted.slice(at, at + 9))
    if (escape === null) return undefined
    out += escape[1] ?? String.fromCharCode(escape[2] === undefined ? parseInt(escape[3] ?? '0', 16) : 0xdc00 + parseInt(escape[2], 16))
    at += escape[0].length
  }
  return undefined
}
