import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IDS_PER_EVENT } from '@shared/model/workbench-event'
import { encodeArgument } from '../../redis/encode-command'
import type { ReplyScanner } from '../../redis/reply-scanner'
import { createAddReplies } from './add-replies'
import { createReadReplies } from './read-replies'

const part = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constant(2n ** 64n - 1n))
const id = fc.tuple(part, part).map(([ms, seq]) => `${ms}-${seq}`)
const text = fc.oneof(fc.constantFrom('type', 'order', 'ty', 'types', 'TYPE'), fc.string({ maxLength: 20 }))
const fields = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 6 })
const cuts = fc.array(fc.nat(40), { minLength: 1, maxLength: 60 })

function feed(scanner: ReplyScanner, bytes: Buffer, cuts: readonly number[]): void {
  let turn = 0
  for (let at = 0; at < bytes.length; ) {
    const chunk = bytes.subarray(at, at + 1 + (cuts[turn++ % cuts.length] ?? 0))
    scanner.scan(chunk, 0)
    at += chunk.length
  }
}

function encodeList(items: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(`*${items.length}\r\n`), ...items])
}

describe('createReadReplies', () => {
  it('knows of each entry what is needed to ack it: id, nil for a gone one, and its type, whatever the fields hold', () => {
    fc.assert(fc.property(fc.array(fc.record({ id, fields: fc.option(fields), longNil: fc.boolean() }), { minLength: 1, maxLength: 100 }), cuts, (entries, cuts) => {
      const encoded = entries.map((entry) => encodeList([
        encodeArgument(entry.id),
        entry.fields === null ? Buffer.from(entry.longNil ? '*-1\r\n' : '$-1\r\n') : encodeList(entry.fields.flat().map(encodeArgument))
      ]))
      const replies = createReadReplies(4)
      feed(replies.scanner, encodeList([encodeList([encodeArgument('sluice:lab:s'), encodeList(encoded)])]), cuts)
      const there = entries.filter((entry) => entry.fields !== null).map((entry) => entry.id)
      expect(replies.scanner.done()).toBe(true)
      expect(replies.error()).toBeUndefined()
      expect(replies.count()).toBe(there.length)
      expect(replies.ids()).toEqual(there.slice(0, IDS_PER_EVENT))
      expect(replies.allIds()).toEqual(there)
      expect(replies.lastId()).toBe(there.at(-1))
      expect(replies.gone()).toEqual(entries.filter((entry) => entry.fields === null).map((entry) => entry.id))
      expect(replies.encodedIds()).toEqual(Buffer.concat(there.map(encodeArgument)))
      const types = new Map<string, number>()
      for (const { fields } of entries) {
        const type = fields?.find(([name]) => name === 'type')?.[1] ?? ''
        if (fields !== null) types.set(type, (types.get(type) ?? 0) + 1)
      }
      expect(new Map(replies.types())).toEqual(types)
    }), { numRuns: 300 })
  })

  it.each([['*-1\r\n', undefined], ['$-1\r\n', undefined], ['-NOGROUP No such key\r\n', 'NOGROUP No such key'], ['-UNBLOCKED the stream key no longer exists\r\n', 'UNBLOCKED the stream key no longer exists']])('%j is no entries', (bytes, error) => {
    const replies = createReadReplies(4)
    feed(replies.scanner, Buffer.from(bytes), [0])
    expect([replies.count(), replies.lastId(), replies.error()?.message, replies.scanner.done()]).toEqual([0, undefined, error, true])
  })
})

describe('createAddReplies', () => {
  it('counts what was added, and knows which were not and why, at any point of the reply', () => {
    const answer = fc.oneof(id, fc.constantFrom('-OOM command not allowed when used memory > \'maxmemory\'.', '$-1'))
    fc.assert(fc.property(fc.array(answer, { minLength: 1, maxLength: 150 }), cuts, fc.nat(100).map((percent) => percent / 100), (answers, cuts, share) => {
      const replies = createAddReplies(answers.length)
      const bytes = Buffer.concat(answers.map((one) => (/^[-$]/.test(one) ? Buffer.from(`${one}\r\n`) : encodeArgument(one))))
      feed(replies.scanner, bytes.subarray(0, Math.floor(bytes.length * share)), cuts)
      const seen = answers.slice(0, replies.scanner.answered())
      const ids = seen.filter((one) => !/^[-$]/.test(one))
      expect(replies.added()).toBe(ids.length)
      expect(replies.ids()).toEqual(ids.slice(0, IDS_PER_EVENT))
      expect(replies.lastId()).toBe(ids.at(-1))
      expect(replies.missing()).toBe(seen.filter((one) => one === '$-1').length)
      expect(replies.errors().map((error) => `-${error.message}`)).toEqual(seen.filter((one) => one.startsWith('-')))
      expect(replies.notAdded()).toEqual(seen.flatMap((one, index) => (/^[-$]/.test(one) ? [index] : [])))
      if (share === 1) expect(replies.scanner.done()).toBe(true)
    }), { numRuns: 300 })
  })
})
