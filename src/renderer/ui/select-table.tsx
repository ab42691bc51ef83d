import { useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import type { EntryId } from '@shared/redis/entry-id'
import { joinClasses } from '../lib/join-classes'
import { useStableCallback } from '../lib/use-stable-callback'
import { selectRange, toggleAll, toggleId, type SelectedIds } from './select-ids'
import styles from './select-table.module.css'
import { VirtualList, type VirtualListHandle } from './virtual-list'

export interface SelectTableProps {
  /** e.g. `Pending entries`. */
  label: string
  /** What the keys do, e.g. `arrows move, space selects, enter inspects`. */
  keys: string
  /** One a row, in the order of the rows. */
  ids: readonly EntryId[]
  /** Those of them that can be selected. */
  selectable: readonly EntryId[]
  selected: SelectedIds
  onSelect: (selected: SelectedIds) => void
  onOpen: (id: EntryId) => void
  selectAllLabel: string
  /** Class that lays out the columns, of which the first is that of the boxes. */
  columns: string | undefined
  /** Column headers but for the first. */
  head: ReactNode
  renderRow: (index: number, row: SelectTableRow) => ReactNode
  /** The person points at the rows. */
  onPoint?: (pointing: boolean) => void
}

/** What a row needs of the table around it. Both functions stay the same from one drawing to the next. */
export interface SelectTableRow {
  selected: boolean
  current: boolean
  onToggle: (id: EntryId, extend: boolean) => void
  onOpen: (id: EntryId) => void
}

const STEPS = new Map([['ArrowDown', 1], ['ArrowUp', -1], ['PageDown', 20], ['PageUp', -20], ['Home', -Infinity], ['End', Infinity]])

/** Entries as rows with boxes, of which only those in sight exist. Arrows move, space selects, enter opens, shift extends. */
export function SelectTable({ label, keys, ids, selectable, selected, onSelect, onOpen, selectAllLabel, columns, head, renderRow, onPoint }: SelectTableProps): ReactNode {
  const list = useRef<VirtualListHandle>(null)
  const [anchor, setAnchor] = useState<EntryId>()
  const [current, setCurrent] = useState<EntryId>()
  const toggle = useStableCallback((id: EntryId, extend: boolean) => {
    if (selectable.includes(id)) onSelect(extend && anchor !== undefined ? selectRange(selected, selectable, anchor, id) : toggleId(selected, id))
    setAnchor(id)
    setCurrent(id)
  })
  const open = useStableCallback((id: EntryId) => {
    setCurrent(id)
    onOpen(id)
  })
  const move = (by: number, extend: boolean): void => {
    const from = current === undefined ? -1 : ids.indexOf(current)
    const at = Math.max(0, Math.min(ids.length - 1, from < 0 ? 0 : from + by))
    const id = ids[at]
    if (id === undefined) return
    if (extend && anchor !== undefined) onSelect(selectRange(selected, selectable, anchor, id))
    else setAnchor(id)
    setCurrent(id)
    list.current?.scrollToIndex(at)
  }
  const press = (event: KeyboardEvent): void => {
    const steps = STEPS.get(event.key)
    if (steps !== undefined) move(steps, event.shiftKey)
    else if (event.key === ' ' && current !== undefined) toggle(current, false)
    else if (event.key === 'Enter' && current !== undefined) onOpen(current)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) onSelect(toggleAll(selected, selectable))
    else return
    event.preventDefault()
  }
  const all = selectable.length > 0 && selectable.every((id) => selected.has(id))
  const any = selectable.some((id) => selected.has(id))
  return (
    <div role="table" aria-label={label} aria-rowcount={ids.length + 1} className={styles.table}>
      <div role="row" className={joinClasses(columns, styles.columns, styles.head)}>
        <span role="columnheader" className={styles.check}>
          <input type="checkbox" aria-label={selectAllLabel} checked={all} ref={(box) => { if (box !== null) box.indeterminate = any && !all }} onChange={() => onSelect(toggleAll(selected, selectable))} />
        </span>
        {head}
      </div>
      <div role="presentation" className={styles.body} onKeyDown={press} onPointerEnter={() => onPoint?.(true)} onPointerLeave={() => onPoint?.(false)}>
        <VirtualList
          handle={list} count={ids.length} label={`${label}: ${keys}`} role="rowgroup" rowRole="row"
          keyOf={(index) => ids[index] ?? index}
          renderRow={(index) => {
            const id = ids[index]
            return id === undefined ? undefined : renderRow(index, { selected: selected.has(id), current: id === current, onToggle: toggle, onOpen: open })
          }}
        />
      </div>
    </div>
  )
}

export interface SelectRowProps extends SelectTableRow {
  id: EntryId
  /** It is the one that stands beside the table. */
  opened: boolean
  /** Why it cannot be selected is told elsewhere in the row. */
  locked: boolean
  columns: string | undefined
  className?: string | false | undefined
  /** Cells but for the first. */
  children: ReactNode
}

/** One row of it: a box, then the cells of the feature. */
export function SelectRow({ id, selected, current, opened, locked, onToggle, onOpen, columns, className, children }: SelectRowProps): ReactNode {
  const toggle = (event: MouseEvent): void => {
    event.stopPropagation()
    onToggle(id, event.shiftKey)
  }
  return (
    // The table around it takes the keys; its cells belong to the row element of the list.
    <div role="presentation" className={joinClasses(columns, styles.columns, styles.row, selected && styles.selected, current && styles.current, opened && styles.opened, className)} onClick={() => onOpen(id)}>
      <span role="cell" className={styles.check}>
        <input type="checkbox" checked={selected} disabled={locked} aria-label={`Select ${id}`} tabIndex={-1} onClick={toggle} readOnly />
      </span>
      {children}
    </div>
  )
}
