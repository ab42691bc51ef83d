import { assertNever } from '@shared/lib/assert-never'
import { formatDuration } from './duration-text'
import type { Comparator, FilterTerm } from './pending-filter'
import { quoteText } from './quoted-text'

const PLAIN_NAME = /^[\w.@/+#-][\w.@/+#:=-]*$/

/** The filter line that parses back to exactly these terms. */
export function formatFilter(terms: readonly FilterTerm[]): string {
  return terms.map(formatTerm).join(' ')
}

export function formatTerm(term: FilterTerm): string {
  switch (term.kind) {
    case 'owner':
      // A consumer may really be called "none".
      return `owner:${PLAIN_NAME.test(term.name) && term.name !== 'none' ? term.name : quoteText(term.name)}`
    case 'no-owner':
      return 'owner:none'
    case 'idle':
      return `idle:${formatComparator(term.is)}${formatDuration(term.ms)}`
    case 'released':
      return 'idle:released'
    case 'deliveries':
      return `deliveries:${formatComparator(term.is)}${term.count}`
    case 'id':
      return `id:${term.is}${term.id}`
    case 'gone':
      return `gone:${term.gone}`
    case 'text':
      return /^[\w.@/+#-]+$/.test(term.text) ? term.text : quoteText(term.text)
    default:
      return assertNever(term)
  }
}

/** Equality is what a bare value means. */
function formatComparator(is: Comparator): string {
  return is === '=' ? '' : is
}
