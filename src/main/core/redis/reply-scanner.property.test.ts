import fc from 'fast-check'
import { Decoder } from 'ioredis/built/resp/decoder'
import { describe, expect, it } from 'vitest'
import { createReplyScanner, type ReplySink } from './reply-scanner'

type Tree = { kind: 'bulk'; bytes: Uint8Array } | { kind: 'line'; text: string } | { kind: 'nil' | 'nil-list' } | { kind: 'list'; items: Tree[] }

const line = fc.oneof(
  fc.constantFrom('-NOGROUP No such key \'k\' or consumer group \'g\'', '-ERR ü', '+OK', '+'),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((number) => `:${number}`)
)
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.uint8Array({ maxLength: 40 }).map((bytes): Tree => ({ kind: 'bulk', bytes })),
    line.map((text): Tree => ({ kind: 'line', text })),
    fc.constantFrom<Tree>({ kind: 'nil' }, { kind: 'nil-list' }),
    fc.array(tie('tree'), { maxLength: 5 }).map((items): Tree => ({ kind: 'list', items }))
  )
}))

function encode(reply: Tree): Buffer {
  switch (reply.kind) {
    case 'bulk': return Buffer.concat([Buffer.from(`$${reply.bytes.length}\r\n`), reply.bytes, Buffer.from('\r\n')])
    case 'line': return Buffer.from(`${reply.text}\r\n`)
    case 'nil': return Buffer.from('$-1\r\n')
    case 'nil-list': return Buffer.from('*-1\r\n')
    default: return Buffer.concat([Buffer.from(`*${reply.items.length}\r\n`), ...reply.items.map(encode)])
  }
}

/** A sink that wants everything and builds what a client builds. */
function createBuilder(): { sink: ReplySink; replies: unknown[] } {
  const replies: unknown[] = []
  const open: unknown[][] = []
  function put(value: unknown, depth: number): void {
    const into = depth === 0 ? replies : open[depth - 1]
    into?.push(value)
  }
  return {
    replies,
    sink: {
      list(items, depth) {
        const value: unknown[] | null = items < 0 ? null : []
        put(value, depth)
        if (value !== null) open[depth] = value
      },
      bulk(bytes, depth) {
        if (bytes < 0) put(null, depth)
        return bytes >= 0
      },
      bytes: (from, start, end, depth) => put(Buffer.from(from.subarray(start, end)).toString('hex'), depth),
      line: (text, depth) => put(text, depth)
    }
  }
}

/** The client library's own parser, on the whole of it. */
function parseByLibrary(bytes: Buffer): unknown[] {
  const replies: unknown[] = []
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain)
    if (Buffer.isBuffer(value)) return value.toString('hex')
    return value instanceof Error ? `-${value.message}` : value
  }
  const decoder = new Decoder({
    onReply: (reply: unknown) => replies.push(plain(reply)), onErrorReply: (error: Error) => replies.push(plain(error)), onPush: () => undefined,
    getTypeMapping: () => ({ 36: Buffer, 58: String })
  })
  decoder.write(bytes)
  return replies
}

/** Lines as the library gives them: without their first character, which it turns into a type. */
function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks)
  return typeof value === 'string' && /^[+:]/.test(value) ? value.slice(1) : value
}

describe('createReplyScanner', () => {
  it('finds in any replies, cut at any bytes, what the client library finds in the whole', () => {
    fc.assert(fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(30), { minLength: 1, maxLength: 50 }), (replies, cuts) => {
      const bytes = Buffer.concat(replies.map(encode))
      const { sink, replies: found } = createBuilder()
      const scanner = createReplyScanner(sink, replies.length)
      let turn = 0
      for (let at = 0; at < bytes.length; ) {
        const chunk = bytes.subarray(at, at + 1 + (cuts[turn++ % cuts.length] ?? 0))
        expect(scanner.done()).toBe(false)
        expect(scanner.scan(chunk, 0)).toBe(chunk.length)
        at += chunk.length
      }
      expect(scanner.answered()).toBe(replies.length)
      expect(found.map(withoutMarks)).toEqual(parseByLibrary(bytes))
    }), { numRuns: 500 })
  })

  it('stops after the replies that it awaits, and leaves what follows', () => {
    const scanner = createReplyScanner(createBuilder().sink, 1)
    const bytes = Buffer.from('*2\r\n$1\r\na\r\n:1\r\n+PONG\r\n')
    expect(bytes.toString('latin1', scanner.scan(bytes, 0))).toBe('+PONG\r\n')
    expect(scanner.done()).toBe(true)
  })

  it.each([['HTTP/1.1 400\r\n', 'Unknown RESP type 72.'], ['$1x\r\n', 'no number'], ['*1\r\n'.repeat(20), 'lists in lists'], [`-${'x'.repeat(70_000)}`, 'without an end']])('refuses %j', (text, message) => {
    expect(() => createReplyScanner(createBuilder().sink, 1).scan(Buffer.from(text), 0)).toThrow(message)
  })

  it('passes over what nobody wants without keeping it: a value of 64 MB costs nothing', () => {
    const scanner = createReplyScanner({ list: () => undefined, bulk: () => false, bytes: () => expect.unreachable(), line: () => undefined }, 1)
    const part = Buffer.alloc(1024 * 1024)
    const before = process.memoryUsage().arrayBuffers
    scanner.scan(Buffer.from(`$${64 * part.length}\r\n`), 0)
    for (let i = 0; i < 64; i++) scanner.scan(part, 0)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * part.length)
    scanner.scan(Buffer.from('\r\n'), 0)
    expect(scanner.done()).toBe(true)
  })
})
