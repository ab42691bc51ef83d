import { describe, expect, it } from 'vitest'
import { parseId, parseIdOrEnd, parseNewId, parseRangeEnd, parseRangeStart } from './parse-id'
import { formatId } from './stream-id'

const read = (text: string): string => formatId(parseId(text))

describe('parseId', () => {
  it('fills in a missing sequence', () => {
    expect([read('5'), read('5-3')]).toEqual(['5-0', '5-3'])
  })

  it('takes what C takes: zeros, spaces, a plus, and a minus that wraps', () => {
    expect([read('007-01'), read(' 3-+1'), read('3--01'), read('2\0-5')]).toEqual(['7-1', '3-1', '3-18446744073709551615', '2-0'])
  })

  it('refuses everything else', () => {
    for (const text of ['', '-', '+', 'x', '1-', '-1', '5-*', '1-2-3', '18446744073709551616', '1'.repeat(128)]) expect(() => parseId(text), text).toThrow('ERR Invalid stream ID specified as stream command argument')
  })
})

describe('the ends of ranges', () => {
  it('take in a whole millisecond, or leave an id out', () => {
    expect([formatId(parseRangeStart('5')), formatId(parseRangeEnd('5'))]).toEqual(['5-0', '5-18446744073709551615'])
    expect([formatId(parseRangeStart('(5')), formatId(parseRangeEnd('(5-0'))]).toEqual(['5-1', '4-18446744073709551615'])
    expect(() => parseRangeStart('(18446744073709551615-18446744073709551615')).toThrow('ERR invalid start ID for the interval')
    expect(() => parseRangeEnd('(0-0')).toThrow('ERR invalid end ID for the interval')
  })

  it('can stand for an id in XGROUP SETID', () => {
    expect([formatId(parseIdOrEnd('-')), formatId(parseIdOrEnd('+'))]).toEqual(['0-0', '18446744073709551615-18446744073709551615'])
  })
})

describe('parseNewId', () => {
  it('leaves the sequence to be chosen', () => {
    expect(parseNewId('5-*')).toEqual({ ms: 5 })
  })
})
