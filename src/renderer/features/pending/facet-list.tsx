import type { ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import { joinClasses } from '../../lib/join-classes'
import { Name } from '../../ui/name'
import { tip } from '../../ui/tooltip'
import type { Facet, FacetLine } from './count-facets'
import styles from './facet-list.module.css'
import { formatFilter } from './format-filter'
import type { FilterTerm } from './pending-filter'
import { hasTerms } from './toggle-facet'

export interface FacetListProps {
  facets: readonly Facet[]
  terms: readonly FilterTerm[]
  onToggle: (terms: readonly FilterTerm[]) => void
  /** What is known of an owner, by its key in the facet. */
  ownerNote: (line: FacetLine) => string | undefined
}

/** Counts over what is loaded. A click writes the facet into the filter line, or takes it out again. */
export function FacetList({ facets, terms, onToggle, ownerNote }: FacetListProps): ReactNode {
  return (
    <div className={styles.facets}>
      {facets.map(({ title, lines }) => {
        const most = Math.max(1, ...lines.map(({ loaded }) => loaded))
        return (
          <div key={title} role="group" aria-label={title}>
            <h3 className={styles.title}>{title}</h3>
            {lines.map((line) => (
              <FacetButton key={line.key} line={line} share={line.loaded / most} active={hasTerms(terms, line.terms)} note={title === 'Owner' ? ownerNote(line) : undefined} onToggle={onToggle} />
            ))}
            {lines.length === 0 && <p className={styles.none}>none</p>}
          </div>
        )
      })}
    </div>
  )
}

interface FacetButtonProps {
  line: FacetLine
  share: number
  active: boolean
  note: string | undefined
  onToggle: (terms: readonly FilterTerm[]) => void
}

function FacetButton({ line, share, active, note, onToggle }: FacetButtonProps): ReactNode {
  const partial = line.total !== undefined && line.total !== line.loaded
  return (
    <button
      type="button"
      className={styles.line}
      aria-pressed={active}
      onClick={() => onToggle(line.terms)}
      {...tip(`${formatFilter(line.terms)}\n${formatCount(line.loaded)} of the loaded rows${line.total === undefined ? '' : `; ${formatCount(line.total)} in the group by XPENDING`}`)}
    >
      <span className={styles.label}>
        {line.label.kind === 'owner' ? <Name name={line.label.name} limit={32} /> : line.label.text}
        {note !== undefined && <small> {note}</small>}
      </span>
      <i className={joinClasses(styles.bar, (line.hot || note !== undefined) && styles.hot)} style={{ width: `${Math.round(share * 100)}%` }} />
      <em>{partial && line.loaded === 0 ? '' : formatCount(line.loaded)}{partial && <small>{line.loaded === 0 ? '' : '/'}{formatCount(line.total ?? 0)}</small>}</em>
    </button>
  )
}
