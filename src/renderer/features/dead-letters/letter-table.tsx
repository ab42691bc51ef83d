import type { ReactNode } from 'react'
import type { DeadLetter } from '@shared/contract/dead-letters'
import type { EntryId } from '@shared/redis/entry-id'
import type { SelectedIds } from '../../ui/select-ids'
import { SelectTable } from '../../ui/select-table'
import { LetterRow } from './letter-row'
import styles from './letter-table.module.css'

export interface LetterTableProps {
  letters: readonly DeadLetter[]
  /** Those of them that were not redriven: only they can be selected. */
  waiting: readonly EntryId[]
  selected: SelectedIds
  onSelect: (selected: SelectedIds) => void
  opened: EntryId | undefined
  onOpen: (id: EntryId) => void
  /** Whether the person has written another payload for it. */
  edited: (id: EntryId) => boolean
}

/** `wide`: left out where the list is narrow; the opened letter says it too. */
const COLUMNS = [
  { title: 'Letter', wide: false }, { title: 'State', wide: false }, { title: 'Handler', wide: false }, { title: 'Deliveries', wide: true }, { title: 'Given up', wide: true }, { title: 'Last error, or why', wide: false }
]

/** Dead letters as rows. */
export function LetterTable({ letters, waiting, selected, onSelect, opened, onOpen, edited }: LetterTableProps): ReactNode {
  return (
    <SelectTable
      label="Dead letters" keys="arrows move, space selects, enter opens" selectAllLabel="Select all that wait"
      ids={letters.map(({ id }) => id)} selectable={waiting} selected={selected} onSelect={onSelect} onOpen={onOpen}
      columns={styles.columns}
      head={COLUMNS.map(({ title, wide }) => <span key={title} role="columnheader" className={wide ? styles.wide : undefined}>{title}</span>)}
      renderRow={(index, row) => {
        const letter = letters[index]
        return letter === undefined ? undefined : <LetterRow letter={letter} {...row} opened={letter.id === opened} edited={edited(letter.id)} />
      }}
    />
  )
}
