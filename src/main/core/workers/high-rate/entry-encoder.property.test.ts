import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Clock } from '@shared/lib/clock'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { encodeCommand } from '../../redis/encode-command'
import { parseTemplates } from '../payload-generator'
import { readField } from '../read-field'
import { createEntryEncoder } from './entry-encoder'

const clock: Clock = { now: () => 1_700_000_000_123, monotonic: () => 0, sleep: () => Promise.resolve() }
const placeholder = fc.constantFrom('{{seq}}', '{{seq 1001}}', '{{seq 9.5 0.25}}', '{{uuid}}', '{{int 1 500}}', '{{float 0 1}}', '{{pick a|bü|}}', '{{iso}}', '{{ms}}', '{{source}}')
const text = fc.oneof(fc.string({ maxLength: 30, unit: 'grapheme' }).filter((value) => !value.includes('{{')), fc.constantFrom('', 'b\udcff', '\r\n$5\r\n'))
const value = fc.array(fc.oneof(text, placeholder), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
const name = fc.oneof(fc.constantFrom('type', 'source', 'n'), text.filter((word) => word !== ''))
const template = fc.record({ source: fc.string({ minLength: 1, maxLength: 10 }), fields: fc.array(fc.record({ name, value }), { minLength: 1, maxLength: 5 }) })

it('encodes the very entries that the generator makes, placeholders of any width included, and says the same of them', () => {
  fc.assert(fc.property(fc.array(template, { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }), fc.nat(), (templates, writes, seed) => {
    const parsed = parseTemplates(templates)
    if (parsed.kind === 'bad') throw new Error(parsed.message)
    const generate = parsed.create(clock, createSeededRandom(seed))
    const encoder = createEntryEncoder(parsed.templates, clock, createSeededRandom(seed))
    const head = ['XADD', Buffer.from([0x6b, 0xff]), 'MAXLEN', '~', '1000', '*']
    for (const count of writes) {
      const payloads = Array.from({ length: count }, () => generate())
      const encoded = encoder.encode(count, head)
      expect(encoded.bytes.equals(Buffer.concat(payloads.map((payload) => encodeCommand([...head, ...payload]))))).toBe(true)
      expect(encoded.count).toBe(count)
      expect(encoded.types).toEqual(payloads.map((payload) => readField(payload, 'type')))
      expect(encoded.sources).toEqual(payloads.map((payload) => readField(payload, 'source')))
      encoder.release(encoded)
    }
  }), { numRuns: 100 })
})

it('does not write into what is still under way', () => {
  const parsed = parseTemplates([{ source: 's', fields: [{ name: 'n', value: '{{seq}}' }] }])
  if (parsed.kind === 'bad') throw new Error(parsed.message)
  const encoder = createEntryEncoder(parsed.templates, clock, createSeededRandom(1))
  const first = encoder.encode(1, ['XADD', 'k', '*'])
  const before = Buffer.from(first.bytes)
  encoder.encode(1, ['XADD', 'k', '*'])
  expect(first.bytes).toEqual(before)
})
