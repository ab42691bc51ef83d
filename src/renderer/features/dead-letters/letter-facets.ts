import type { DeadLetter } from '@shared/contract/dead-letters'
import type { ByteText } from '@shared/redis/byte-text'

export const FACETS = ['state', 'handler', 'reason', 'error', 'group'] as const
export type FacetName = (typeof FACETS)[number]

/** One line of a facet. Without a value: the letters that do not say. */
export interface FacetTerm {
  facet: FacetName
  value: ByteText | undefined
}

export interface FacetLine extends FacetTerm {
  count: number
}

const LINES = 12

export function valueOf(letter: DeadLetter, facet: FacetName): ByteText | undefined {
  return facet === 'state' ? (letter.mark === undefined ? 'waiting' : 'redriven') : letter.origin[facet]
}

/** Counts over the loaded letters, the most frequent first; rare ones past a dozen are left out. */
export function countFacets(letters: readonly DeadLetter[]): { facet: FacetName; lines: FacetLine[] }[] {
  return FACETS.map((facet) => {
    const counts = new Map<ByteText | undefined, number>()
    for (const letter of letters) {
      const value = valueOf(letter, facet)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const lines = [...counts].map(([value, count]) => ({ facet, value, count })).sort((a, b) => b.count - a.count || ((a.value ?? '') < (b.value ?? '') ? -1 : 1))
    return { facet, lines: lines.slice(0, LINES) }
  })
}

export function hasTerm(terms: readonly FacetTerm[], { facet, value }: FacetTerm): boolean {
  return terms.some((term) => term.facet === facet && term.value === value)
}

export function toggleTerm(terms: readonly FacetTerm[], { facet, value }: FacetTerm): FacetTerm[] {
  return hasTerm(terms, { facet, value }) ? terms.filter((term) => term.facet !== facet || term.value !== value) : [...terms, { facet, value }]
}

/** Values of one facet are alternatives; facets narrow each other. */
export function passesTerms(letter: DeadLetter, terms: readonly FacetTerm[]): boolean {
  return FACETS.every((facet) => {
    const wanted = terms.filter((term) => term.facet === facet)
    return wanted.length === 0 || wanted.some((term) => term.value === valueOf(letter, facet))
  })
}
