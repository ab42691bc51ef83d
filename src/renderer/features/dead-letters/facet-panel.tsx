import { useMemo, type ReactNode } from 'react'
import type { DeadLetter } from '@shared/contract/dead-letters'
import { formatCount } from '../../lib/format-count'
import { Name } from '../../ui/name'
import styles from './dead-letters.module.css'
import { countFacets, hasTerm, toggleTerm, type FacetName, type FacetTerm } from './letter-facets'

const TITLES: Record<FacetName, string> = { state: 'State', handler: 'Handler', reason: 'Why', error: 'Error', group: 'Group' }

/** Counts over the loaded letters. A click narrows the list to the line, or takes it out again. */
export function FacetPanel({ letters, terms, onTerms }: { letters: readonly DeadLetter[]; terms: readonly FacetTerm[]; onTerms: (terms: readonly FacetTerm[]) => void }): ReactNode {
  const facets = useMemo(() => countFacets(letters), [letters])
  return (
    <aside className={styles.facets} aria-label="Facets">
      {facets.map(({ facet, lines }) => (
        <div key={facet} role="group" aria-label={TITLES[facet]}>
          <h3>{TITLES[facet]}</h3>
          {lines.map((line) => (
            <button key={line.value ?? 'not said'} type="button" className={styles.facet} aria-pressed={hasTerm(terms, line)} onClick={() => onTerms(toggleTerm(terms, line))}>
              <span>{line.value === undefined ? 'not said' : <Name name={line.value} limit={60} />}</span>
              <i style={{ width: `${Math.round((40 * line.count) / Math.max(1, letters.length))}px` }} />
              <em>{formatCount(line.count)}</em>
            </button>
          ))}
          {lines.length === 0 && <p className={styles.none}>none</p>}
        </div>
      ))}
    </aside>
  )
}
