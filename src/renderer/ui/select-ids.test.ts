import { expect, test } from 'vitest'
import { selectRange, toggleAll, toggleId } from './select-ids'

test('rows are selected one by one, in a range, and all at once; what is not listed keeps what it is', () => {
  const listed = ['1-0', '2-0', '3-0', '4-0'] as const
  expect([...toggleId(new Set(['1-0']), '1-0')]).toEqual([])
  expect([...selectRange(new Set(['9-0']), listed, '4-0', '2-0')]).toEqual(['9-0', '2-0', '3-0', '4-0'])
  expect([...selectRange(new Set(), listed, '9-0', '2-0')]).toEqual(['2-0'])
  expect(toggleAll(new Set(['9-0', '1-0']), listed).size).toBe(5)
  expect([...toggleAll(new Set(['9-0', ...listed]), listed)]).toEqual(['9-0'])
})
