import { formatTerm } from './format-filter'
import type { FilterTerm } from './pending-filter'

/** True when every term of the facet line stands in the filter. */
export function hasTerms(terms: readonly FilterTerm[], wanted: readonly FilterTerm[]): boolean {
  const present = new Set(terms.map(formatTerm))
  return wanted.every((term) => present.has(formatTerm(term)))
}

/**
 * Puts a facet line into the filter, or takes it out when it is in. Owners are alternatives, so they add up; ranges of
 * one kind would exclude each other, so a new one takes the place of the old.
 */
export function toggleFacet(terms: readonly FilterTerm[], wanted: readonly FilterTerm[]): FilterTerm[] {
  const texts = new Set(wanted.map(formatTerm))
  if (hasTerms(terms, wanted)) return terms.filter((term) => !texts.has(formatTerm(term)))
  const replaced = new Set(wanted.map(exclusiveKind))
  return [...terms.filter((term) => isOwner(term) || !replaced.has(exclusiveKind(term))), ...wanted]
}

function isOwner(term: FilterTerm): boolean {
  return term.kind === 'owner' || term.kind === 'no-owner'
}

/** A released row has no idle time, so the two kinds stand for one facet. */
function exclusiveKind(term: FilterTerm): FilterTerm['kind'] {
  return term.kind === 'released' ? 'idle' : term.kind
}
