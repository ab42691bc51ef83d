import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Listpack } from './listpack'

/** Bytes that one element takes, with its back-length. */
function sizeOf(text: string): number {
  const pack = new Listpack()
  pack.append(text)
  return pack.end
}

describe('a listpack', () => {
  it('keeps numbers in as few bytes as Redis does', () => {
    const sizes = ['0', '127', '128', '-1', '4095', '-4096', '4096', '32767', '32768', '-8388608', '8388608', '-2147483648', '2147483648', '9223372036854775807'].map(sizeOf)
    expect(sizes).toEqual([2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 10, 10])
  })

  it('keeps other texts behind one, two or five bytes of length', () => {
    expect(['', 'a', '01', '9223372036854775808', 'x'.repeat(63), 'x'.repeat(64), 'x'.repeat(4095), 'x'.repeat(4096)].map(sizeOf)).toEqual([2, 3, 4, 21, 65, 67, 4099, 4103])
  })

  it('gives back every text, forwards and backwards', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }).map((raw) => Buffer.from(raw).toString('latin1')), fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String), fc.integer().map(String))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 30 }), (texts) => {
        const pack = new Listpack()
        for (const each of texts) pack.append(each)
        const offsets = [0]
        for (let at = pack.next(0); at < pack.end; at = pack.next(at)) offsets.push(at)
        expect(offsets.map((at) => pack.textAt(at))).toEqual(texts)
        expect(offsets.every((at, index) => pack.holds(at, texts[index] ?? ''))).toBe(true)
        const back: number[] = []
        for (let at = pack.end; at > 0; ) back.push((at = pack.previous(at)))
        expect(back.reverse()).toEqual(offsets)
      }),
      { numRuns: 200 }
    )
  })

  it('makes room when a number grows, and takes it back', () => {
    const pack = new Listpack()
    for (const value of [1, 2, 3]) pack.appendInteger(value)
    const second = pack.next(0)
    expect(pack.replaceInteger(second, 70_000)).toBe(3)
    expect([pack.integerAt(0), pack.integerAt(second), pack.integerAt(pack.next(second))]).toEqual([1, 70_000, 3])
    expect(pack.replaceInteger(second, 5)).toBe(-3)
    expect([pack.integerAt(second), pack.integerAt(pack.next(second)), pack.end]).toEqual([5, 3, 6])
  })
})
