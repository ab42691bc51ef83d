import { describe, expect, it } from 'vitest'
import { INACTIVE_TYPES } from '@shared/labs/lab-file'
import { switchType } from './subscription-control'

describe('switchType', () => {
  it('C5 switches one type and leaves the others', () => {
    expect(switchType({ name: 'h', types: ['a', 'b'], inactive: ['a'] }, 'b', false).inactive).toEqual(['a', 'b'])
    expect(switchType({ name: 'h', types: ['a', 'b'], inactive: ['a', 'b'] }, 'a', true).inactive).toEqual(['b'])
    expect(switchType({ name: 'h', types: ['a'], inactive: ['a'] }, 'a', false).inactive).toEqual(['a'])
  })

  it('refuses a type that the handler has no subscription to; one of every type may leave out any, but not without end', () => {
    expect(() => switchType({ name: 'h', types: ['a'], inactive: [] }, 'x', false)).toThrow('h has no subscription to x.')
    const inactive = Array.from({ length: INACTIVE_TYPES }, (_, n) => `t${n}`)
    expect(switchType({ name: 'h', inactive: inactive.slice(1) }, 'x', false).inactive).toHaveLength(INACTIVE_TYPES)
    expect(() => switchType({ name: 'h', inactive }, 'x', false)).toThrow(/and may have 64/)
    expect(switchType({ name: 'h', inactive }, 't3', true).inactive).toHaveLength(INACTIVE_TYPES - 1)
  })
})
