import { expect, test } from 'vitest'
import { findUndelivered, type StreamExtent } from './undelivered'

const tailOf100 = ['100-0', '99-0', '98-0'] as const
const extent: StreamExtent = { at: 7, length: 100, firstId: '1-0', maxDeletedId: '0-0', entriesAdded: 100, tail: tailOf100 }

test('the ends of the stream prove the count (I10)', () => {
  expect(findUndelivered('0-0', null, extent)).toEqual({ known: true, value: 100, from: 'counted', at: 7 })
  expect(findUndelivered('100-0', 42, extent)).toMatchObject({ value: 0, from: 'counted' })
  expect(findUndelivered('98-0', 42, extent)).toMatchObject({ value: 2, from: 'counted' })
  expect(findUndelivered('500-0', null, extent)).toMatchObject({ value: 0, from: 'counted' })
  expect(findUndelivered('5-0', 42, { at: 7, length: 0, tail: [] })).toMatchObject({ value: 0, from: 'counted' })
})

test('the server\'s lag stands where nothing speaks against it, and is marked as the server\'s', () => {
  expect(findUndelivered('50-0', 50, extent)).toMatchObject({ value: 50, from: 'server' })
  expect(findUndelivered('50-0', 50, { ...extent, maxDeletedId: '40-0' })).toMatchObject({ value: 50, from: 'server' })
})

test('a lag that is nil, negative, more than the stream or older than a deletion is unknown and says why', () => {
  expect(findUndelivered('50-0', null, extent)).toMatchObject({ known: false, why: expect.stringContaining('does not know') })
  expect(findUndelivered('50-0', undefined, extent)).toMatchObject({ known: false, why: expect.stringContaining('7.0') })
  expect(findUndelivered('50-0', -3, extent)).toMatchObject({ known: false, why: expect.stringContaining('-3') })
  expect(findUndelivered('50-0', 101, extent)).toMatchObject({ known: false })
  expect(findUndelivered('50-0', 50, { ...extent, maxDeletedId: '60-0' })).toMatchObject({ known: false, why: expect.stringContaining('deleted') })
})

test('an own count holds on while only additions happened, and no longer (I10)', () => {
  const counted = { after: '96-0', ids: ['97-0', '98-0', '99-0', '100-0'], complete: true, at: 7, added: 100, length: 100 } as const
  const later: StreamExtent = { ...extent, at: 9, length: 110, entriesAdded: 110, tail: ['110-0'] }
  expect(findUndelivered('96-0', null, { ...extent, tail: [] }, counted)).toMatchObject({ value: 4, from: 'counted' })
  expect(findUndelivered('96-0', null, later, counted)).toMatchObject({ value: 14, from: 'counted' })
  expect(findUndelivered('98-0', null, later, counted)).toMatchObject({ value: 12 })
  expect(findUndelivered('96-0', null, { ...later, length: 109 }, counted)).toMatchObject({ known: false })
  expect(findUndelivered('95-0', null, later, counted)).toMatchObject({ known: false })
  expect(findUndelivered('105-0', null, later, counted)).toMatchObject({ known: false })
  expect(findUndelivered('96-0', null, later, { ...counted, complete: false })).toMatchObject({ known: false })
})
