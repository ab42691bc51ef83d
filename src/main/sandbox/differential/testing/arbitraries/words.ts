import fc from 'fast-check'

/** A command, or a part of one. */
export type Words = fc.Arbitrary<string[]>
export type Part = string | fc.Arbitrary<string | string[]>
export type Weighted = readonly [weight: number, words: Words]

export const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

export const words = (...parts: Part[]): Words => fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((items) => items.flat())

/** There once in `freq` and one times. */
export const maybe = (part: fc.Arbitrary<string | string[]>, freq = 2): Words =>
  fc.option(part, { nil: undefined, freq }).map((value) => (value === undefined ? [] : [value].flat()))

export const many = (part: fc.Arbitrary<string>, maxLength: number, minLength = 1): Words => fc.array(part, { minLength, maxLength })

export const oneOf = <T>(...choices: (readonly [weight: number, arbitrary: fc.Arbitrary<T>])[]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })))

/** Options in any order, each there or not; seldom one twice: parsers are where servers differ. */
export const options = (...choices: Words[]): Words =>
  fc
    .tuple(fc.shuffledSubarray(choices.map((_choice, index) => index)), fc.option(fc.nat(choices.length - 1), { nil: undefined, freq: 10 }))
    .chain(([order, again]) => fc.tuple(...(again === undefined ? order : [...order, again]).map((index) => choices[index] ?? words())))
    .map((parts) => parts.flat())

/** Any byte. */
export const bytes = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)), maxLength })
