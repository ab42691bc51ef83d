import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToText } from '@shared/redis/byte-text'
import { parsePayload, toPayloadText } from './payload-text'

test('one field of JSON is edited as that JSON', () => {
  const payload = toPayloadText([{ name: 'data', value: '{"a":1}' }])
  expect(payload).toEqual({ name: 'data', text: '{"a":1}' })
  expect(parsePayload({ ...payload, text: '{"a":}' })).toMatchObject({ ok: false, problem: expect.stringContaining('Line 1, column 6') })
})

test('several fields are edited as one object, and no fields are no payload', () => {
  expect(toPayloadText([{ name: 'a', value: '1' }, { name: 'a', value: '2' }])).toEqual({ text: '{\n  "a": "1",\n  "a": "2"\n}' })
  expect(parsePayload(toPayloadText([]))).toMatchObject({ ok: false })
})

test('a payload that nobody changed is the same payload, whatever bytes it holds', () => {
  const bytes = fc.uint8Array({ maxLength: 12 }).map((some) => bytesToText(some))
  fc.assert(fc.property(fc.array(fc.record({ name: bytes, value: fc.oneof(bytes, fc.json()) }), { minLength: 1, maxLength: 5 }), (fields) => {
    expect(parsePayload(toPayloadText(fields))).toMatchObject({ ok: true, fields })
  }))
})
