import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { DeadLetter } from '@shared/contract/dead-letters'
import type { EntryId } from '@shared/redis/entry-id'
import { joinClasses } from '../../lib/join-classes'
import { useStableCallback } from '../../lib/use-stable-callback'
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list'
import styles from './dead-letters.module.css'
import { LetterRow } from './letter-row'
import { selectRange, toggleAll, toggleId, type SelectedIds } from './select-letters'

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
  { title: 'Letter', wide: false }, { title: 'State', wide: false }, { title: 'Handler', wide: false }, { title: 'Deliveries', wide: true }, { title: 'Given up', wide: true }, { title: 'Error', wide: false }
]

const STEPS = new Map([['ArrowDown', 1], ['ArrowUp', -1], ['PageDown', 20], ['PageUp', -20], ['Home', -Infinity], ['End', Infinity]])

/** Dead letters as rows, of which only those in sight exist. Arrows move, space selects, enter opens. */
export function LetterTable({ letters, waiting, selected, onSelect, opened, onOpen, edited }: LetterTableProps): ReactNode {
  const list = useRef<VirtualListHandle>(null)
  const [anchor, setAnchor] = useState<EntryId>()
  const [current, setCurrent] = useState<EntryId>()
  const toggle = useStableCallback((id: EntryId, extend: boolean) => {
    if (waiting.includes(id)) onSelect(extend && anchor !== undefined ? selectRange(selected, waiting, anchor, id) : toggleId(selected, id))
    setAnchor(id)
    setCurrent(id)
  })
  const open = useStableCallback((id: EntryId) => {
    setCurrent(id)
    onOpen(id)
  })
  const move = (by: number, extend: boolean): void => {
    const from = letters.findIndex(({ id }) => id === current)
    const at = Math.max(0, Math.min(letters.length - 1, from < 0 ? 0 : from + by))
    const id = letters[at]?.id
    if (id === undefined) return
    if (extend && anchor !== undefined) onSelect(selectRange(selected, waiting, anchor, id))
    else setAnchor(id)
    setCurrent(id)
    list.current?.scrollToIndex(at)
  }
  const press = (event: KeyboardEvent): void => {
    const steps = STEPS.get(event.key)
    if (steps !== undefined) move(steps, event.shiftKey)
    else if (event.key === ' ' && current !== undefined) toggle(current, false)
    else if (event.key === 'Enter' && current !== undefined) onOpen(current)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) onSelect(toggleAll(selected, waiting))
    else return
    event.preventDefault()
  }
  const all = waiting.length > 0 && waiting.every((id) => selected.has(id))
  return (
    <div role="table" aria-label="Dead letters" aria-rowcount={letters.length + 1} className={styles.table}>
      <div role="row" className={joinClasses(styles.columns, styles.tableHead)}>
        <span role="columnheader" className={styles.check}>
          <input type="checkbox" aria-label="Select all that wait" checked={all} ref={(box) => { if (box !== null) box.indeterminate = !all && selected.size > 0 }} onChange={() => onSelect(toggleAll(selected, waiting))} />
        </span>
        {COLUMNS.map(({ title, wide }) => <span key={title} role="columnheader" className={wide ? styles.wide : undefined}>{title}</span>)}
      </div>
      <div role="presentation" className={styles.rows} onKeyDown={press}>
        <VirtualList
          handle={list} count={letters.length} label="Dead letters: arrows move, space selects, enter opens" role="rowgroup" rowRole="row"
          keyOf={(index) => letters[index]?.id ?? index}
          renderRow={(index) => {
            const letter = letters[index]
            return letter === undefined ? undefined : (
              <LetterRow letter={letter} selected={selected.has(letter.id)} current={letter.id === current} opened={letter.id === opened} edited={edited(letter.id)} onToggle={toggle} onOpen={open} />
            )
          }}
        />
      </div>
    </div>
  )
}
