import fc from 'fast-check'
import { bytes, many, oneOf, pick, words, type Words } from './words'

/** Few keys, so that commands meet; seldom one with a name that is none. */
export const streamKey = oneOf([8, pick('s', 't')], [1, pick('u', '', 'bin\0\xff\r\n')])
export const otherKey = pick('k', 'l', 'm', 's')
export const anyKey = oneOf([1, streamKey], [1, otherKey])
export const group = oneOf([8, pick('g', 'h')], [1, pick('none', '', 'gr\0p')])
export const consumer = oneOf([9, pick('alice', 'bob', 'carol')], [1, pick('', 'c\xff')])

const smallId = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 })).map(([ms, sequence]) => `${ms}-${sequence}`)
const oddId = pick(
  '0', '0-0', '0-1', '5', '18446744073709551615-18446744073709551615', '18446744073709551615-18446744073709551614', '18446744073709551615', '18446744073709551616', '1-18446744073709551616', '9223372036854775808', '-1', '-', '+', '$', '>', '*',
  '(', '((5', '(5', '(5-1', '(-', '(+', '($', '(0-0', '(18446744073709551615-18446744073709551615', 'x', '', '5-', '-5', '5-5-5', '5-x', '5-*', '*-5', '*-*', '007-1', '7-01', ' 7', '7 ', '+7', '5--1', '1e3', '0x5', '5\0', '1'.repeat(130)
)
/** The id of an entry that may be there. */
export const id = oneOf([9, smallId], [1, oddId])
export const rangeId = oneOf([4, pick('-', '+')], [3, smallId], [1, smallId.map((text) => `(${text}`)], [1, oddId], [1, fc.nat(40).map(String)])
/**
 * Ids for new entries: the sequence left to the server within a millisecond, seldom altogether (`*` after an id of the
 * future goes on from it, on any clock).
 */
export const newId = oneOf([6, fc.integer({ min: 1, max: 400 }).map((ms) => `${ms}-*`)], [3, smallId], [1, oddId.filter((text) => text !== '*')])
export const FUTURE_MS = '99999999999999'

const hugeNumber = pick('9223372036854775807', '9223372036854775808', '-9223372036854775808', '18446744073709551615', '99999999999999999999')
const noNumber = pick('x', '', '1.5', '01', '+1', '-0', ' 1', '1 ', '1e3', '0x10', '1\0')
export const count = oneOf([10, fc.nat(6).map(String)], [1, hugeNumber], [1, noNumber], [1, pick('-1', '100')])
export const integer = oneOf([8, fc.integer({ min: -5, max: 20 }).map(String)], [1, hugeNumber], [1, noNumber])
/** Long times or none, never such that pass meanwhile. */
export const idle = oneOf([8, pick('0', '0', '300000', '10000000')], [1, pick('-1', '9223372036854775807', 'x', '')])

export const value = oneOf([5, pick('1', '12', '-5', 'text', '', '9223372036854775807', '-9223372036854775808', '127', '4095', '70000', '8388608', '2147483648', '3.5', '007')], [1, bytes(80)], [1, pick('v'.repeat(63), 'v'.repeat(64), 'v'.repeat(65), 'w'.repeat(5000))])
const fieldName = pick('f', 'name', 'v\0\xfe', '')
export const field = oneOf([3, pick('f', 'g', 'name')], [1, fieldName])
/** What an entry holds: most often the same fields as others, which Redis keeps in another way. */
export const entry: Words = oneOf([6, words('f', value)], [2, words('f', value, 'name', value)], [1, words('name', value, 'f', value)], [1, many(field, 6, 0)])

/** Names of commands are read in any case. */
export const anyCase = (name: string): fc.Arbitrary<string> => oneOf([12, pick(name)], [1, pick(name.toLowerCase())], [1, pick(name.slice(0, 1) + name.slice(1).toLowerCase())])
