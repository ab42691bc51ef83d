import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToText } from '@shared/redis/byte-text'
import { fieldsToObject, objectToFields } from './convert-json'
import { formatEscaped, isTypeable, parseEscaped } from './escaped-text'

const byteText = fc.oneof(fc.uint8Array({ maxLength: 24 }).map(bytesToText), fc.string({ unit: 'binary' }).map((text) => bytesToText(new TextEncoder().encode(text))))
const field = fc.record({ name: fc.oneof(byteText, fc.constantFrom('', '__proto__', 'a', 'a')), value: byteText })

test('R7: escapes give back every byte', () => {
  fc.assert(fc.property(byteText, (text) => {
    expect(parseEscaped(formatEscaped(text))).toEqual({ ok: true, text })
    expect(isTypeable(formatEscaped(text))).toBe(true)
  }))
})

test('escapes that form UTF-8 become its text, as from Redis', () => {
  expect(parseEscaped('\\xc3\\xa9\\xff')).toEqual({ ok: true, text: 'é\udcff' })
})

test('an unknown escape is named with its place', () => {
  expect(parseEscaped('ab\\q')).toEqual({ ok: false, message: '\\q at character 3 is no escape. Known are \\n, \\r, \\t, \\\\ and \\xHH.' })
  expect(parseEscaped('\\x4')).toMatchObject({ ok: false })
})

test('a carriage return, a bidi override and binary are not left to a text box', () => {
  expect(['plain\ntext é 🙂', 'a\rb', 'a\u202eb', '\udcff'].map(isTypeable)).toEqual([true, false, false, false])
})

test('fields joined into an object and split again are the same fields, duplicates and order included', () => {
  fc.assert(fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
    const joined = fieldsToObject(fields)
    if (!joined.ok) throw new Error(joined.message)
    expect(objectToFields(joined.result)).toEqual({ ok: true, result: fields, losses: [] })
  }))
})

test('an object of strings joined again after splitting means the same', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), { minKeys: 1, noNullPrototype: true }), (object) => {
    const split = objectToFields(JSON.stringify(object))
    if (!split.ok) throw new Error(split.message)
    const joined = fieldsToObject(split.result)
    expect(joined.ok && JSON.parse(joined.result)).toEqual(object)
  }))
})

test('what splitting would lose is said, and digits are kept', () => {
  expect(objectToFields('{"id":"ORD-1","total":12345678901234567890,"lines":[ 1, {"a":"}"} ],"paid":true}')).toEqual({
    ok: true,
    result: [{ name: 'id', value: 'ORD-1' }, { name: 'total', value: '12345678901234567890' }, { name: 'lines', value: '[1,{"a":"}"}]' }, { name: 'paid', value: 'true' }],
    losses: ['"total", "paid": became text. A field has no types, so joining back gives strings.', '"lines": nested values became JSON text.']
  })
})

test('what joining would lose is said', () => {
  expect(fieldsToObject([{ name: 'a', value: '1' }, { name: 'a', value: '\udcff' }])).toEqual({
    ok: true,
    result: '{\n  "a": "1",\n  "a": "\\udcff"\n}',
    losses: ['"a": there twice. The text keeps both, but most readers of JSON keep only the last.', '"a": bytes that are no UTF-8 became \\udcXX escapes, which only Sluice turns back.']
  })
})

test.each([['{}', 'empty'], ['[1]', 'Only a JSON object'], ['{"a":}', 'Line 1, column 6']])('%s cannot be split, and it says why', (text, why) => {
  expect(objectToFields(text)).toEqual({ ok: false, message: expect.stringContaining(why) })
})
