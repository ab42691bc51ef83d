import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToText, textToBytes } from './byte-text'
import { formatRedisCli, quoteArgument } from './command-preview'

/** Reads one argument as redis-cli does (sdssplitargs): bare, or in double quotes with \xHH, \n, \r, \t, \b, \a and backslash escapes. */
function readBack(quoted: string): Uint8Array {
  if (!quoted.startsWith('"')) return textToBytes(quoted)
  const body = textToBytes(quoted.slice(1, -1))
  const out: number[] = []
  const control = new Map([['n', 10], ['r', 13], ['t', 9], ['b', 8], ['a', 7]])
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0
    if (byte !== 0x5c) {
      out.push(byte)
      continue
    }
    const next = String.fromCharCode(body[++at] ?? 0)
    if (next === 'x') {
      out.push(Number.parseInt(String.fromCharCode(body[at + 1] ?? 0, body[at + 2] ?? 0), 16))
      at += 2
    } else out.push(control.get(next) ?? next.charCodeAt(0))
  }
  return Uint8Array.from(out)
}

test('redis-cli reads back the very bytes, whatever they are', () => {
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text))), (bytes) => {
    const quoted = quoteArgument(bytesToText(bytes))
    expect([...readBack(quoted)]).toEqual([...bytes])
    expect(quoted).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  }))
})

test('plain words stay plain, and nothing can break out of its quotes', () => {
  expect(formatRedisCli(['XADD', 'orders', '*', '', 'a b', '"; FLUSHALL', 'x\ny', '$(rm)'])).toBe('XADD orders * "" "a b" "\\"; FLUSHALL" "x\\ny" "$(rm)"')
})

test('TRUST R6 what would hide or reorder the line is shown as its bytes', () => {
  expect(formatRedisCli(['XADD', 'invoice\u202egnp.exe', '*', 'é', '\u200b'])).toBe('XADD "invoice\\xe2\\x80\\xaegnp.exe" * "é" "\\xe2\\x80\\x8b"')
})
