import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToText, holdsBinary, textToBytes } from './byte-text'

const bytes = fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)))

test('bytes come back from text exactly, so two byte strings are never the same text', () => {
  fc.assert(fc.property(bytes, (value) => {
    expect([...textToBytes(bytesToText(value))]).toEqual([...value])
  }))
})

test('valid UTF-8 is its own text, and only other bytes count as binary', () => {
  fc.assert(fc.property(bytes, (value) => {
    const text = bytesToText(value)
    let native: string | undefined
    try {
      native = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value)
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError)
    }
    expect(holdsBinary(text)).toBe(native === undefined)
    if (native !== undefined) expect(text).toBe(native)
  }))
})

test('text survives JSON, as it crosses to the page', () => {
  fc.assert(fc.property(bytes, (value) => {
    const text = bytesToText(value)
    expect(JSON.parse(JSON.stringify(text))).toBe(text)
  }))
})

test('long values are decoded in parts without a seam', () => {
  const value = new TextEncoder().encode('aä€😀'.repeat(5000))
  expect(bytesToText(value)).toBe('aä€😀'.repeat(5000))
})
