import { expect, test } from 'vitest'
import type { DeadLetter } from '@shared/contract/dead-letters'
import { countFacets, passesTerms, toggleTerm, type FacetTerm } from './letter-facets'

const letter = (id: DeadLetter['id'], origin: DeadLetter['origin'], redriven = false): DeadLetter => ({
  id, origin, payload: { id, fields: [], fieldCount: 0, bytes: 0, cut: false }, ...(redriven && { mark: { at: 1, stream: 's', id: '9-0', by: 'x' } })
})
const LETTERS = [letter('1-0', { handler: 'mail', reason: 'Tried 3 times.', error: 'boom' }), letter('2-0', { handler: 'mail', error: '__proto__' }, true), letter('3-0', { error: 'boom' })]

test('counts what the loaded letters say, and those that do not say', () => {
  const facets = new Map(countFacets(LETTERS).map(({ facet, lines }) => [facet, lines.map(({ value, count }) => [value, count])]))
  expect(facets.get('state')).toEqual([['waiting', 2], ['redriven', 1]])
  expect(facets.get('handler')).toEqual([['mail', 2], [undefined, 1]])
  expect(facets.get('error')).toEqual([['boom', 2], ['__proto__', 1]])
  expect(facets.get('reason')).toEqual([[undefined, 2], ['Tried 3 times.', 1]])
  expect(facets.get('group')).toEqual([[undefined, 3]])
})

test('values of one facet add up, facets narrow each other, and a second click takes a term out', () => {
  const ids = (terms: readonly FacetTerm[]): string[] => LETTERS.filter((each) => passesTerms(each, terms)).map(({ id }) => id)
  let terms = toggleTerm([], { facet: 'error', value: 'boom' })
  expect(ids(terms)).toEqual(['1-0', '3-0'])
  terms = toggleTerm(terms, { facet: 'handler', value: undefined })
  expect(ids(terms)).toEqual(['3-0'])
  terms = toggleTerm(terms, { facet: 'handler', value: 'mail' })
  expect(ids(terms)).toEqual(['1-0', '3-0'])
  expect(ids(toggleTerm(terms, { facet: 'error', value: 'boom' }))).toEqual(['1-0', '2-0', '3-0'])
})
