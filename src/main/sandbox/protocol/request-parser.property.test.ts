import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError, RequestParser } from './request-parser'

const LIMITS = { bulk: 512 * 1024 * 1024, stranger: false }

function parseAll(chunks: readonly Buffer[], limits = LIMITS): string[][] {
  const parser = new RequestParser(() => limits)
  const requests: string[][] = []
  for (const chunk of chunks) {
    parser.feed(chunk)
    for (let request = parser.next(); request !== undefined; request = parser.next()) requests.push(request)
  }
  return requests
}

function encode(args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join('')}`
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length))
}

const word = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)), maxLength: 30 })
const request = fc.array(word, { minLength: 1, maxLength: 6 })

describe('requests', () => {
  it('are the same however the bytes are cut', () => {
    fc.assert(fc.property(fc.array(request, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 40 }), (requests, places) => {
      const bytes = Buffer.from(requests.map(encode).join(''), 'latin1')
      expect(parseAll(cut(bytes, places))).toEqual(requests)
    }))
  })

  it('are the same byte by byte', () => {
    const requests = [['SET', 'key', 'a\r\nb'], ['PING'], ['', '']]
    expect(parseAll([...Buffer.from(requests.map(encode).join(''), 'latin1')].map((byte) => Buffer.from([byte])))).toEqual(requests)
  })

  it('never throw anything but a protocol error, whatever comes', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)), fc.constantFrom('*', '*3\r\n', '$', '$5\r\n', '\r\n', '-', '1000000000000\r\n', '"', "'").map((text) => Buffer.from(text))), { maxLength: 30 }), (chunks) => {
      try {
        parseAll(chunks)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    }))
  })

  it('copy what waits for a long argument once, and not with each chunk', () => {
    const long = 'x'.repeat(8 * 1024 * 1024)
    const bytes = Buffer.from(encode(['SET', 'key', long]), 'latin1')
    const chunks = Array.from({ length: Math.ceil(bytes.length / 1024) }, (_, index) => bytes.subarray(index * 1024, (index + 1) * 1024))
    expect(parseAll(chunks)[0]?.[2]?.length).toBe(long.length)
  })
})

describe('words on a line', () => {
  it.each([
    ['PING\r\n', ['PING']],
    ['  set  key   value \n', ['set', 'key', 'value']],
    ['SET k "a b\\n\\x41\\"\\q"\r\n', ['SET', 'k', 'a b\nA"q']],
    ["SET k 'it\\'s \\n'\r\n", ['SET', 'k', "it's \\n"]],
    ['ECHO ""\r\n', ['ECHO', '']]
  ])('%j', (line, words) => {
    expect(parseAll([Buffer.from(line, 'latin1')])).toEqual([words])
  })

  it('that are empty are no request', () => {
    expect(parseAll([Buffer.from('\r\n\n  \r\nPING\r\n')])).toEqual([['PING']])
  })
})

describe('what is no request says why, in Redis\'s words', () => {
  it.each([
    ['*abc\r\n', 'invalid multibulk length'],
    ['*3000000000\r\n', 'invalid multibulk length'],
    ['*1\r\n+PING\r\n', "expected '$', got '+'"],
    ['*1\r\n$-5\r\n', 'invalid bulk length'],
    ['*1\r\n$999999999999\r\n', 'invalid bulk length'],
    ['*1\r\n$04\r\nPING\r\n', 'invalid bulk length'],
    ['PING "a\r\n', 'unbalanced quotes in request'],
    ['PING "a"b\r\n', 'unbalanced quotes in request'],
    ['x'.repeat(70_000), 'too big inline request'],
    [`*${'1'.repeat(70_000)}`, 'too big mbulk count string'],
    [`*1\r\n$${'1'.repeat(70_000)}`, 'too big bulk count string']
  ])('%#', (text, message) => {
    expect(() => parseAll([Buffer.from(text, 'latin1')])).toThrow(new ProtocolError(message))
  })

  it.each([['*11\r\n', 'unauthenticated multibulk length'], ['*1\r\n$16385\r\n', 'unauthenticated bulk length']])('to strangers sooner: %j', (text, message) => {
    expect(() => parseAll([Buffer.from(text)], { ...LIMITS, stranger: true })).toThrow(new ProtocolError(message))
  })
})
