import { expect, test } from 'vitest'
import { formatRedisCli } from './command-preview'
import { findMinIdProblem, findXaddIdProblem, toXaddCommand } from './xadd-command'

const FIELDS = [{ name: 'type', value: 'order.created' }, { name: 'data', value: '{"n":1}' }]

test('a request without options never creates the stream', () => {
  expect(toXaddCommand({ key: 'orders', fields: FIELDS })).toEqual(['XADD', 'orders', 'NOMKSTREAM', '*', 'type', 'order.created', 'data', '{"n":1}'])
})

test('every option stands where XADD reads it', () => {
  const command = toXaddCommand({ key: 'orders', id: '5-*', createStream: true, fields: FIELDS.slice(0, 1), trim: { by: 'maxlen', approximate: true, threshold: 1000, limit: 50 } })
  expect(formatRedisCli(command)).toBe('XADD orders MAXLEN ~ 1000 LIMIT 50 5-* type order.created')
})

test('exact trimming carries no LIMIT, which Redis would refuse', () => {
  const command = toXaddCommand({ key: 'k', fields: FIELDS.slice(0, 1), trim: { by: 'minid', approximate: false, threshold: '7-1', limit: 50 } })
  expect(command).toEqual(['XADD', 'k', 'NOMKSTREAM', 'MINID', '=', '7-1', '*', 'type', 'order.created'])
})

test('R7: order, duplicates, empty and hostile names stay as they are', () => {
  const fields = [{ name: '__proto__', value: '1' }, { name: '', value: '' }, { name: 'a', value: '\udcff' }, { name: 'a', value: '<b>' }]
  expect(toXaddCommand({ key: '', fields }).slice(4)).toEqual(['__proto__', '1', '', '', 'a', '\udcff', 'a', '<b>'])
})

test('F25: 100,000 fields do not overflow the call stack', () => {
  const fields = Array.from({ length: 100_000 }, (_, at) => ({ name: `f${at}`, value: 'v' }))
  expect(toXaddCommand({ key: 'k', fields })).toHaveLength(200_004)
})

test.each(['*', '5-*', '0-*', '5', '5-1', '0-1', '18446744073709551615-18446744073709551615'])('F27: %s is an id that XADD reads', (id) => {
  expect(findXaddIdProblem(id)).toBeUndefined()
})

test.each(['', '**', '-', 'x', '5-', '-1', '5-1-*', '*-1', '0-0', '0', '18446744073709551616-0', '1.5'])('%s is refused in words', (id) => {
  expect(findXaddIdProblem(id)).toMatch(/\w/)
})

test('a MINID threshold is an id or milliseconds', () => {
  expect([findMinIdProblem('5'), findMinIdProblem('5-2')]).toEqual([undefined, undefined])
  expect(findMinIdProblem('*')).toContain('Not an id')
})
