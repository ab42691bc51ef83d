import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { joinClasses } from '../../lib/join-classes'
import type { SelectedIds } from '../../ui/select-ids'
import { SelectTable } from '../../ui/select-table'
import type { BoardRow } from './board-row'
import type { RowOrder } from './order-rows'
import { PendingTableRow } from './pending-table-row'
import styles from './pending-table.module.css'

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

/** The pending entries as rows. */
export function PendingTable({ rows, order, onOrder, selected, onSelect, inspected, onInspect, thresholdMs, ownerNotes, onHold }: PendingTableProps): ReactNode {
  return (
    <SelectTable
      label="Pending entries" keys="arrows move, space selects, enter inspects" selectAllLabel="Select all rows of the filter"
      ids={rows.map(({ id }) => id)} selectable={rows.filter((row) => row.left !== true).map((row) => row.id)} selected={selected} onSelect={onSelect} onOpen={onInspect} onPoint={onHold}
      columns={styles.columns}
      head={<>
        <span role="columnheader">State</span>
        <SortHeader by="id" order={order} onOrder={onOrder}>Entry id</SortHeader>
        <SortHeader by="idle" order={order} onOrder={onOrder}>Idle</SortHeader>
        <SortHeader by="deliveries" order={order} onOrder={onOrder}>Deliveries</SortHeader>
        <span role="columnheader">Owner</span>
        <span role="columnheader">Payload</span>
      </>}
      renderRow={(index, around) => {
        const row = rows[index]
        return row === undefined ? undefined : (
          <PendingTableRow row={row} {...around} inspected={row.id === inspected} thresholdMs={thresholdMs} ownerNote={row.consumer === undefined ? undefined : ownerNotes.get(row.consumer)} />
        )
      }}
    />
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
