import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { joinClasses } from '../../lib/join-classes'
import { useStableCallback } from '../../lib/use-stable-callback'
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list'
import type { BoardRow } from './board-row'
import type { RowOrder } from './order-rows'
import { PendingTableRow } from './pending-table-row'
import styles from './pending-table.module.css'
import { selectRange, toggleAll, toggleId, type SelectedIds } from './select-rows'

export interface PendingTableProps {
  rows: readonly BoardRow[]
  order: RowOrder
  onOrder: (order: RowOrder) => void
  selected: SelectedIds
  onSelect: (selected: SelectedIds) => void
  inspected: EntryId | undefined
  onInspect: (id: EntryId) => void
  thresholdMs: number
  ownerNotes: ReadonlyMap<ByteText, string>
  /** The person points at the rows: they must not move. */
  onHold: (holding: boolean) => void
}

/** The pending entries as rows, of which only those in sight exist. Arrows move, space selects, enter inspects. */
export function PendingTable({ rows, order, onOrder, selected, onSelect, inspected, onInspect, thresholdMs, ownerNotes, onHold }: PendingTableProps): ReactNode {
  const list = useRef<VirtualListHandle>(null)
  const [anchor, setAnchor] = useState<EntryId>()
  const [current, setCurrent] = useState<EntryId>()
  const listed = rows.filter((row) => row.left !== true).map((row) => row.id)

  const toggle = useStableCallback((id: EntryId, extend: boolean) => {
    onSelect(extend && anchor !== undefined ? selectRange(selected, listed, anchor, id) : toggleId(selected, id))
    setAnchor(id)
    setCurrent(id)
  })
  const inspect = useStableCallback((id: EntryId) => {
    setCurrent(id)
    onInspect(id)
  })
  const move = (by: number, extend: boolean): void => {
    const from = rows.findIndex(({ id }) => id === current)
    const at = Math.max(0, Math.min(rows.length - 1, from < 0 ? 0 : from + by))
    const id = rows[at]?.id
    if (id === undefined) return
    if (extend && anchor !== undefined) onSelect(selectRange(selected, listed, anchor, id))
    else setAnchor(id)
    setCurrent(id)
    list.current?.scrollToIndex(at)
  }
  const press = (event: KeyboardEvent): void => {
    const steps = STEPS.get(event.key)
    if (steps !== undefined) move(steps, event.shiftKey)
    else if (event.key === ' ' && current !== undefined) toggle(current, false)
    else if (event.key === 'Enter' && current !== undefined) onInspect(current)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) onSelect(toggleAll(selected, listed))
    else return
    event.preventDefault()
  }
  return (
    <div role="table" aria-label="Pending entries" aria-rowcount={rows.length + 1} className={styles.table}>
      <TableHead order={order} onOrder={onOrder} allSelected={listed.length > 0 && listed.every((id) => selected.has(id))} anySelected={listed.some((id) => selected.has(id))} onToggleAll={() => onSelect(toggleAll(selected, listed))} />
      <div role="presentation" className={styles.body} onKeyDown={press} onPointerEnter={() => onHold(true)} onPointerLeave={() => onHold(false)}>
        <VirtualList
          handle={list}
          count={rows.length}
          label="Pending entries: arrows move, space selects, enter inspects"
          role="rowgroup"
          rowRole="row"
          keyOf={(index) => rows[index]?.id ?? index}
          renderRow={(index) => {
            const row = rows[index]
            if (row === undefined) return undefined
            return (
              <PendingTableRow
                row={row}
                selected={selected.has(row.id)}
                current={row.id === current}
                inspected={row.id === inspected}
                thresholdMs={thresholdMs}
                ownerNote={row.consumer === undefined ? undefined : ownerNotes.get(row.consumer)}
                onToggle={toggle}
                onInspect={inspect}
              />
            )
          }}
        />
      </div>
    </div>
  )
}

const STEPS = new Map([['ArrowDown', 1], ['ArrowUp', -1], ['PageDown', 20], ['PageUp', -20], ['Home', -Infinity], ['End', Infinity]])

interface TableHeadProps {
  order: RowOrder
  onOrder: (order: RowOrder) => void
  allSelected: boolean
  anySelected: boolean
  onToggleAll: () => void
}

function TableHead({ order, onOrder, allSelected, anySelected, onToggleAll }: TableHeadProps): ReactNode {
  return (
    <div role="row" className={joinClasses(styles.columns, styles.head)}>
      <span role="columnheader" className={styles.check}>
        <input type="checkbox" aria-label="Select all rows of the filter" checked={allSelected} ref={(box) => { if (box !== null) box.indeterminate = anySelected && !allSelected }} onChange={onToggleAll} />
      </span>
      <span role="columnheader">State</span>
      <SortHeader by="id" order={order} onOrder={onOrder}>Entry id</SortHeader>
      <SortHeader by="idle" order={order} onOrder={onOrder}>Idle</SortHeader>
      <SortHeader by="deliveries" order={order} onOrder={onOrder}>Deliveries</SortHeader>
      <span role="columnheader">Owner</span>
      <span role="columnheader">Payload</span>
    </div>
  )
}

function SortHeader({ by, order, onOrder, children }: { by: RowOrder['by']; order: RowOrder; onOrder: (order: RowOrder) => void; children: string }): ReactNode {
  const active = order.by === by
  const Arrow = order.direction === 'down' ? ArrowDown : ArrowUp
  return (
    <span role="columnheader" aria-sort={active ? (order.direction === 'down' ? 'descending' : 'ascending') : 'none'} className={joinClasses(by === 'deliveries' && styles.number)}>
      <button type="button" className={styles.sort} onClick={() => onOrder({ by, direction: active && order.direction === 'down' ? 'up' : 'down' })}>
        {children}{active && <Arrow aria-hidden size={12} />}
      </button>
    </span>
  )
}
