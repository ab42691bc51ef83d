import { bytesToText, holdsBinary, textToBytes, type ByteText } from '@shared/redis/byte-text'

/**
 * Text fields cannot hold every byte: they drop lone surrogates, turn CR into LF and hide control characters. Such
 * values are edited as escapes instead: \n, \r, \t, \\ and \xHH for one byte.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/

/** Whether a plain text box would give this text back unchanged and show all of it. */
export function isTypeable(text: ByteText): boolean {
  return !UNSAFE.test(text) && !holdsBinary(text)
}

/** Every byte that cannot be typed as an escape; the inverse of parseEscaped. */
export function formatEscaped(text: ByteText): string {
  let out = ''
  for (const character of text) {
    if (character === '\\') out += '\\\\'
    else if (character === '\n') out += '\\n'
    else if (character === '\r') out += '\\r'
    else if (character === '\t') out += '\\t'
    else if (UNSAFE.test(character) || isLoneSurrogate(character)) for (const byte of textToBytes(character)) out += `\\x${byte.toString(16).padStart(2, '0')}`
    else out += character
  }
  return out
}

export type Unescaped = { ok: true; text: ByteText } | { ok: false; message: string }

/** Reads escapes back to bytes. Bytes that happen to form UTF-8 become its text, as they would from Redis. */
export function parseEscaped(source: string): Unescaped {
  const bytes: number[] = []
  let plainFrom = 0
  const takePlain = (to: number): void => {
    // Byte by byte: a long text spread as arguments would overflow the call stack.
    for (const byte of textToBytes(source.slice(plainFrom, to))) bytes.push(byte)
  }
  for (let at = source.indexOf('\\'); at !== -1; at = source.indexOf('\\', at)) {
    takePlain(at)
    const escape = source.charAt(at + 1)
    const hex = /^[0-9a-fA-F]{2}/.exec(source.slice(at + 2, at + 4))?.[0]
    if (escape === 'x' && hex !== undefined) {
      bytes.push(Number.parseInt(hex, 16))
      at += 4
    } else {
      const byte = { 'n': 0x0a, 'r': 0x0d, 't': 0x09, '\\': 0x5c }[escape]
      if (byte === undefined) return { ok: false, message: `\\${escape} at character ${at + 1} is no escape. Known are \\n, \\r, \\t, \\\\ and \\xHH.` }
      bytes.push(byte)
      at += 2
    }
    plainFrom = at
  }
  takePlain(source.length)
  return { ok: true, text: bytesToText(Uint8Array.from(bytes)) }
}

function isLoneSurrogate(character: string): boolean {
  return character.length === 1 && /[\ud800-\udfff]/.test(character)
}
