import { describe, expect, it } from 'vitest'
import { addInt64, INT64_MAX, parseInt64 } from './int64'

describe('parseInt64', () => {
  it('takes decimal numbers of 64 bits, exactly', () => {
    expect(['0', '7', '-7', '9007199254740991', '9007199254740993', '9223372036854775807', '-9223372036854775808'].map(parseInt64)).toEqual([
      0, 7, -7, 9007199254740991, 9007199254740993n, INT64_MAX, -(2n ** 63n)
    ])
  })

  it('takes nothing that Redis does not take', () => {
    for (const text of ['', '-', '-0', '+1', '01', ' 1', '1 ', '1.0', '1e3', '0x1', '9223372036854775808', '-9223372036854775809', '100000000000000000000']) expect(parseInt64(text), text).toBeUndefined()
  })
})

describe('addInt64', () => {
  it('stays exact past 2^53 and wraps past 2^63', () => {
    expect(addInt64(Number.MAX_SAFE_INTEGER, 2)).toBe(2n ** 53n + 1n)
    expect(addInt64(2n ** 53n, -1)).toBe(Number.MAX_SAFE_INTEGER)
    expect(addInt64(INT64_MAX, 1)).toBe(-(2n ** 63n))
  })
})
