import { describe, expect, it } from 'vitest'
import type { Clock } from '@shared/lib/clock'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { parseTemplates } from './payload-generator'

const clock: Clock = { now: () => 1_700_000_000_000, monotonic: () => 0, sleep: () => Promise.resolve() }

function generate(value: string, times = 1): string[] {
  const parsed = parseTemplates([{ source: 'shop', fields: [{ name: 'f', value }] }])
  if (parsed.kind === 'bad') throw new Error(parsed.message)
  const next = parsed.create(clock, createSeededRandom(1))
  return Array.from({ length: times }, () => String(next()[1]))
}

describe('placeholders', () => {
  it('count, name the source and tell the time', () => {
    expect(generate('{{seq}}/{{source}}/{{ms}}/{{iso}}', 2)).toEqual([
      '1/shop/1700000000000/2023-11-14T22:13:20.000Z',
      '2/shop/1700000000000/2023-11-14T22:13:20.000Z'
    ])
  })

  it('draw whole numbers from both ends, floats with two decimals, and one of several', () => {
    const ints = new Set(generate('{{int 1 3}}', 200))
    expect([...ints].sort()).toEqual(['1', '2', '3'])
    for (const value of generate('{{float -1.5 2}}', 50)) expect(value).toMatch(/^-?\d\.\d\d$/)
    expect([...new Set(generate('{{pick a|b c|}}', 100))].sort()).toEqual(['', 'a', 'b c'])
    for (const value of generate('{{uuid}}', 20)) expect(value).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('are one value throughout an entry, and another in the next: an id in two fields is one id (A1)', () => {
    const parsed = parseTemplates([{ source: 's', fields: [{ name: 'signal', value: '{"id":"zd-{{int 1 1000000}}"}' }, { name: 'key', value: 'zd-{{int 1 1000000}}' }, { name: 'other', value: '{{int 1 1000001}}' }] }])
    if (parsed.kind === 'bad') throw new Error(parsed.message)
    const next = parsed.create(clock, createSeededRandom(1))
    const keys = Array.from({ length: 5 }, () => {
      const [, signal, , key, , other] = next().map(String)
      expect(signal).toBe(`{"id":"${key}"}`)
      expect(`zd-${other}`).not.toBe(key)
      return key
    })
    expect(new Set(keys).size).toBe(5)
  })

  it('are the same again from the same seed', () => {
    expect(generate('{{uuid}} {{int 0 999}}', 5)).toEqual(generate('{{uuid}} {{int 0 999}}', 5))
  })

  it('count from a start, by a step, with the decimals of both (D2)', () => {
    expect(generate('ORD-{{seq 1001}} {{seq 25.50 25.50}}', 3)).toEqual(['ORD-1001 25.50', 'ORD-1002 51.00', 'ORD-1003 76.50'])
  })

  it('leave other text as it is, JSON with single braces too', () => {
    expect(generate('{"a":{"b":1}} { {{seq}} }')).toEqual(['{"a":{"b":1}} { 1 }'])
    expect(generate('')).toEqual([''])
  })

  it.each(['{{nope}}', '{{int 5 1}}', '{{int 1.5 2}}', '{{int}}', '{{seq x}}', '{{seq 1 2 3}}', '{{}}', '{{__proto__}}'])('%s is refused with what is allowed', (value) => {
    const parsed = parseTemplates([{ source: 'shop', fields: [{ name: 'f', value }] }])
    expect(parsed).toMatchObject({ kind: 'bad', tooLarge: false, message: `${value} in the template shop is not known.`, next: expect.stringContaining('{{pick a|b|c}}') })
  })
})

describe('limits (TRUST G14)', () => {
  it('refuses entries of more than 1 MB and having no template', () => {
    expect(parseTemplates([{ source: 's', fields: [{ name: 'f', value: 'x'.repeat(1024 * 1024) }] }])).toMatchObject({ kind: 'bad', tooLarge: true })
    expect(parseTemplates([])).toMatchObject({ kind: 'bad' })
  })
})
