import { describe, expect, it } from 'vitest'
import { MemberSet } from './member-set'

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index))

describe('MemberSet', () => {
  it('keeps whole numbers of 64 bits sorted', () => {
    const set = MemberSet.from(['10', '-3', '9', '9223372036854775807', '-9223372036854775808'])
    expect([...set]).toEqual(['-9223372036854775808', '-3', '9', '10', '9223372036854775807'])
    expect([set.has('9'), set.has('09'), set.has('9223372036854775806'), set.delete('x'), set.delete('9')]).toEqual([true, false, false, false, true])
    expect(set.add('10')).toBe(false)
  })

  it('is no set of numbers any more after the first other member, nor after the 513th, even when they are gone', () => {
    for (const extra of ['01', '9223372036854775808', '']) {
      const set = MemberSet.from(['1', extra])
      set.delete(extra)
      expect([set.shape, [...set]]).toEqual(['small', ['1']])
    }
    const set = MemberSet.from(numbers(512))
    expect(set.shape).toBe('numbers')
    set.add('512')
    set.delete('512')
    expect(set.shape).toBe('large')
  })

  it('outgrows a listpack with the 129th member or one of 65 bytes', () => {
    expect(MemberSet.from(['x', ...numbers(127)]).shape).toBe('small')
    expect(MemberSet.from(['x', ...numbers(128)]).shape).toBe('large')
    expect(MemberSet.from(['x'.repeat(65)]).shape).toBe('large')
  })

  it('is copied as it is kept', () => {
    const set = MemberSet.from(['1', 'x'])
    set.delete('x')
    const copy = MemberSet.copyOf(set)
    copy.add('2')
    expect([copy.shape, set.size, copy.size]).toEqual(['small', 1, 2])
  })
})
