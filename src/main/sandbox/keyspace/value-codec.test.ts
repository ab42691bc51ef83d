import { describe, expect, it } from 'vitest'
import { Stream } from '../stream/stream'
import { parseId } from '../stream/parse-id'
import { copyValue } from './copy-value'
import { Deque } from './deque'
import { FieldMap } from './field-map'
import { MemberSet } from './member-set'
import { toRawValue, toStringValue } from './string-value'
import type { Value } from './value'
import { decodeValue, encodeValue, type Json } from './value-codec'

function hash(...pairs: [string, string][]): Value {
  const fields = new FieldMap()
  for (const [field, value] of pairs) fields.set(field, value)
  return { type: 'hash', fields }
}

function stream(): Stream {
  const made = new Stream()
  made.append(parseId('5-1'), ['field', 'a\0\xff'], 0, { maxEntries: 100, maxBytes: 4096 })
  return made
}

const VALUES: readonly Value[] = [
  toStringValue('12'), toStringValue(''), toRawValue('a\0\xff'), { type: 'list', items: Deque.from(['b', '', 'a']) }, hash(['f', '1'], ['', '\xe9']), { type: 'set', members: MemberSet.from(['x', '2', '1']) }, { type: 'set', members: MemberSet.from(['2', '1']) }, stream()
]

describe('values as plain data', () => {
  it('come back from JSON with all of their bytes', () => {
    for (const value of VALUES) {
      const json = JSON.parse(JSON.stringify(encodeValue(value))) as Json
      expect(encodeValue(decodeValue(json) ?? toStringValue('none'))).toEqual(encodeValue(value))
    }
  })

  it.each<Json>([null, 'string', [], ['string'], ['string', 1], ['string', 'a', 'b'], ['string', '\u0100'], ['list', []], ['list', ['a', 1]], ['list', {}], ['hash', ['a']], ['hash', ['a', '1', 'a', '2']], ['hash', []], ['set', ['a', 'a']], ['zset', ['a']], ['stream', null], ['stream', {}], ['stream', { lastId: '1-1' }]])('are refused when they are none: %j', (json) => {
    expect(decodeValue(json)).toBeUndefined()
  })

  it('are copied so that no change reaches the other', () => {
    for (const value of VALUES) {
      const before = JSON.stringify(encodeValue(value))
      const copy = copyValue(value)
      expect(JSON.stringify(encodeValue(copy))).toBe(before)
      if (copy.type === 'list') copy.items.push('new')
      if (copy.type === 'hash') copy.fields.set('new', '')
      if (copy.type === 'set') copy.members.add('new')
      if (copy.type === 'stream') copy.append(parseId('9-9'), ['a', 'b'], 0, { maxEntries: 100, maxBytes: 4096 })
      expect(JSON.stringify(encodeValue(value))).toBe(before)
    }
  })
})
