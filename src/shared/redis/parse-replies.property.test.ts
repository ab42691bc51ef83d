import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textToBytes } from './byte-text'
import { parseEntries, parseEntry, parseEntrySizes, WHOLE } from './parse-entries'
import { parseReplyMap } from './parse-reply-map'
import { parseXinfoConsumers, parseXinfoGroups, parseXinfoStream } from './parse-xinfo'
import { parseXpendingRows, parseXpendingSummary } from './parse-xpending'

/** Anything that could come: replies of any shape, and values that no reply can be. */
const { hostile } = fc.letrec<{ hostile: unknown }>((tie) => ({
  hostile: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, undefined, '', '0', '-1', '9223372036854775807', 7, Number.NaN, {}, true),
    fc.string(),
    fc.uint8Array({ maxLength: 8 }),
    fc.constantFrom('length', 'last-generated-id', 'name', 'pending', 'last-delivered-id', 'idle', '1-1', '0-0').map(textToBytes),
    fc.array(tie('hostile'), { maxLength: 8 })
  )
}))

test('no reply of any shape makes a parser throw, and what cannot be read is described (T8)', () => {
  const parsers = [parseReplyMap, parseXinfoStream, parseXinfoGroups, parseXinfoConsumers, parseXpendingSummary, parseXpendingRows, parseEntries, parseEntry, parseEntrySizes]
  fc.assert(fc.property(hostile, (reply) => {
    for (const parse of parsers) {
      const result = parse(reply)
      if (result.kind === 'unreadable') expect(result.why).not.toBe('')
    }
  }), { numRuns: 2000 })
})

const bytes = (text: string): Uint8Array => textToBytes(text)
const map = (...pairs: [string, unknown][]): unknown[] => pairs.flatMap(([name, value]) => [bytes(name), value])

test('XINFO STREAM is read by name; unknown fields do not matter and missing ones stay unknown (F39)', () => {
  const entry = [bytes('5-1'), [bytes('f'), bytes('v')]]
  expect(parseXinfoStream(map(['idmp-duration', '100'], ['last-generated-id', bytes('5-1')], ['length', '1'], ['first-entry', entry], ['last-entry', entry]))).toEqual({
    kind: 'ok', value: { length: 1, lastGeneratedId: '5-1', firstId: '5-1', lastId: '5-1' }
  })
  expect(parseXinfoStream(map(['length', '0'], ['last-generated-id', bytes('5-1')], ['entries-added', '18446744073709551615'], ['max-deleted-entry-id', bytes('0-0')], ['first-entry', null], ['last-entry', null]))).toEqual({
    kind: 'ok', value: { length: 0, lastGeneratedId: '5-1', entriesAdded: '18446744073709551615', maxDeletedId: '0-0' }
  })
  expect(parseXinfoStream(map(['length', '0']))).toMatchObject({ kind: 'unreadable', why: expect.stringContaining('last-generated-id') })
})

test('nil lag is nil, and a server that does not tell lag gives none', () => {
  const group = (...more: [string, unknown][]): unknown => map(['name', bytes('')], ['consumers', '2'], ['pending', '3'], ['last-delivered-id', bytes('0-0')], ...more)
  expect(parseXinfoGroups([group(['entries-read', null], ['lag', '-5']), group()])).toEqual({
    kind: 'ok',
    value: [
      { name: '', consumers: 2, pending: 3, lastDeliveredId: '0-0', entriesRead: null, lag: -5 },
      { name: '', consumers: 2, pending: 3, lastDeliveredId: '0-0' }
    ]
  })
  expect(parseXinfoConsumers([map(['name', bytes('c')], ['pending', '1'], ['idle', '20'], ['inactive', '-1'])])).toEqual({ kind: 'ok', value: [{ name: 'c', pending: 1, idle: 20, inactive: -1 }] })
})

test('a pending row may have an owner without a name, or no owner at all', () => {
  expect(parseXpendingRows([[bytes('1-0'), bytes(''), '12', '1'], [bytes('2-0'), bytes(''), '-1', '9223372036854775807']])).toEqual({
    kind: 'ok', value: [{ id: '1-0', consumer: '', idle: 12, deliveries: 1 }, { id: '2-0', idle: -1, deliveries: '9223372036854775807' }]
  })
  expect(parseXpendingSummary(['0', null, null, null])).toEqual({ kind: 'ok', value: { total: 0, owners: [] } })
  expect(parseXpendingSummary(['2', bytes('1-0'), bytes('2-0'), [[bytes('c'), bytes('2')]]])).toEqual({ kind: 'ok', value: { total: 2, smallestId: '1-0', greatestId: '2-0', owners: [{ consumer: 'c', pending: 2 }] } })
})

test('a preview never cuts a character in half, and counts what it left out (R10)', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
    const value = new TextEncoder().encode(text)
    const result = parseEntry([bytes('1-0'), [bytes('f'), value]], { valueBytes: limit, fields: 1 })
    if (result.kind !== 'ok') throw new Error(result.why)
    const [field] = result.value.fields
    expect(field?.valueBytes).toBe(value.length)
    expect(result.value.cut).toBe(value.length > limit)
    if (limit >= 4) expect(text.startsWith(field?.value ?? 'no field')).toBe(true)
  }))
  const many = Array.from({ length: 300 }, (_, index) => [bytes(`f${index}`), bytes('v')]).flat()
  expect(parseEntry([bytes('1-0'), many])).toMatchObject({ kind: 'ok', value: { fieldCount: 300, cut: true, fields: { length: 256 } } })
  expect(parseEntry([bytes('1-0'), many], WHOLE)).toMatchObject({ kind: 'ok', value: { cut: false, fields: { length: 300 } } })
})
