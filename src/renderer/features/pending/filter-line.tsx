import { CircleHelp, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import { IconButton } from '../../ui/icon-button'
import { TextField } from '../../ui/text-field'
import styles from './pending-view.module.css'

const SYNTAX = [
  ['owner:wd-1', 'held by wd-1; several are alternatives. owner:"" is the empty name, owner:none is no owner'],
  ['idle:>10m', 'idle time with ms, s, m, h or d, after > >= < <= or nothing. idle:released: no time runs'],
  ['deliveries:>=3', 'delivery count'],
  ['id:>1700000000000', 'entry id; a bare millisecond stands for all its entries'],
  ['gone:yes', 'the entry is no longer in the stream. Also no, unknown'],
  ['ORD-1004', 'any other word: in the id, owner or payload as far as it is loaded. Quote it for spaces']
] as const

export interface FilterLineProps {
  line: string
  onChange: (line: string) => void
  problems: readonly string[]
  loaded: number
  shown: number
}

/** The filter as text: facets write into it, and it can be copied and pasted. */
export function FilterLine({ line, onChange, problems, loaded, shown }: FilterLineProps): ReactNode {
  const [help, setHelp] = useState(false)
  return (
    <div className={styles.filter}>
      <TextField
        label="Filter"
        labelHidden
        mono
        value={line}
        onChange={onChange}
        placeholder="owner:wd-1 idle:>10m deliveries:>=3"
        error={problems.length > 0 ? problems.join(' ') : undefined}
        suffix={(
          <span className={styles.filterEnd}>
            {line !== '' && <span role="status">{formatCount(loaded)} → {formatCount(shown)}</span>}
            {line !== '' && <IconButton size="small" label="Clear the filter" icon={<X />} onClick={() => onChange('')} />}
            <IconButton size="small" label="What can be written here" icon={<CircleHelp />} aria-expanded={help} onClick={() => setHelp(!help)} />
          </span>
        )}
      />
      {help && (
        <dl className={styles.syntax}>
          {SYNTAX.map(([term, meaning]) => <div key={term}><dt><code>{term}</code></dt><dd>{meaning}</dd></div>)}
        </dl>
      )}
    </div>
  )
}
