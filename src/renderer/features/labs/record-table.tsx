import type { ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import styles from './labs-view.module.css'
import type { RecordPage } from './use-record-page'

interface RecordTableProps<T> {
  label: string
  about: string
  /** What the rows leave out, in a sentence. */
  note?: string | undefined
  columns: readonly string[]
  rows: readonly T[] | undefined
  problem: string | undefined
  renderRow: (row: T) => ReactNode
  /** Stands instead of the table when there is no row. */
  empty: ReactNode
  /** Which table it is, and what it is narrowed to. */
  picker: ReactNode
  /** Absent: all rows are there. */
  pager?: ReactNode
}

/** One table of the ledger, with what it shows in a sentence. */
export function RecordTable<T>({ label, about, note, columns, rows, problem, renderRow, empty, picker, pager }: RecordTableProps<T>): ReactNode {
  return (
    <div className={styles.verdict}>
      <div className={styles.bar}>{picker}{pager}</div>
      <p className={styles.about}>{about}</p>
      {note !== undefined && <p className={styles.about} role="note">{note}</p>}
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
      {rows === undefined && problem === undefined && <EmptyState title="Reading the ledger…" />}
      {rows?.length === 0 && empty}
      {rows !== undefined && rows.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table} aria-label={label}>
            <thead><tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
            <tbody>{rows.map(renderRow)}</tbody>
          </table>
        </div>
      )}
    </div>
  )
}

/** Which rows are shown, and the way to the others. */
export function RecordPager<T>({ page }: { page: RecordPage<T> }): ReactNode {
  const { rows, page: number } = page
  return (
    <div className={styles.pager}>
      <span className={styles.dim}>{rows !== undefined && `page ${formatCount(number)}`}</span>
      <Button size="small" reason={number === 1 ? 'These are the newest.' : undefined} onClick={page.showNewer}>Newer</Button>
      <Button size="small" reason={page.hasOlder ? undefined : rows === undefined ? 'The ledger has not answered yet.' : 'There is none that is older.'} onClick={page.showOlder}>Older</Button>
    </div>
  )
}

/** No row here: because this page is past the last, because nothing can have one, or `title`. */
export function NoRecords({ title, page, effects, children }: { title: string; page: number; effects: boolean; children: ReactNode }): ReactNode {
  if (page > 1) return <EmptyState title="Nothing is this far back">Newer rows are a page before.</EmptyState>
  return (
    <EmptyState title={title}>
      {effects ? children : 'None of its handlers has an effect, so the ledger is told of no success: only failures and dead letters have rows here.'}
    </EmptyState>
  )
}
