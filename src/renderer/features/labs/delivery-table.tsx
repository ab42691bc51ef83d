import { useCallback, useState, type ReactNode } from 'react'
import type { DeliveryRow, DeliveryStatus } from '@shared/contract/labs'
import type { LabState } from '@shared/model/worker-state'
import { formatCount } from '../../lib/format-count'
import { useHost } from '../../store/host'
import { Segmented } from '../../ui/segmented'
import { EntryCell, GroupCell, MomentCell, RecordText, RetryCell, streamOfGroup } from './record-cells'
import { NoRecords, RecordPager, RecordTable } from './record-table'
import { useRecordPage, type RecordRange } from './use-record-page'

const COLUMNS = ['entry', 'group', 'handler', 'status', 'attempts', 'next retry', 'delivered', 'last error']
const ERROR_SHOWN = 120
type Filter = DeliveryStatus | 'all'
const FILTERS: readonly Filter[] = ['all', 'pending', 'processing', 'delivered', 'failed', 'dead']

const isBad = ({ status }: DeliveryRow): boolean => status === 'failed' || status === 'dead'

/** How each entry went in each group, as far as the ledger was told. */
export function DeliveryTable({ lab, effects, picker }: { lab: LabState; effects: boolean; picker: ReactNode }): ReactNode {
  const host = useHost()
  const [filter, setFilter] = useState<Filter>('all')
  const page = useRecordPage(useCallback(
    (range: RecordRange) => host.ledger.deliveries({ lab: lab.id, status: filter === 'all' ? undefined : filter, ...range }),
    [host, lab.id, filter]
  ))
  const narrow = (next: Filter): void => {
    setFilter(next)
    page.showNewest()
  }
  return (
    <RecordTable
      label="Deliveries"
      about="Each entry in each group once it was delivered to its handler, failed, or went to the dead letters; newest entries first. An error stays in its row when a later attempt succeeds."
      columns={COLUMNS}
      rows={page.rows}
      problem={page.problem}
      picker={<>{picker}<Segmented label="Status" labelHidden value={filter} onChange={narrow} options={FILTERS.map((value) => ({ value, label: value }))} /></>}
      pager={<RecordPager page={page} />}
      empty={<NoRecords title={filter === 'all' ? 'No deliveries yet' : `No delivery is ${filter}`} offset={page.offset} effects={effects}>The ledger is told how an attempt ended. What is still pending or in work, the server knows: see Pending.</NoRecords>}
      renderRow={(row) => (
        <tr key={`${row.id} ${row.group}`} data-tone={isBad(row) ? 'bad' : undefined}>
          <td><EntryCell connection={lab.connection} stream={streamOfGroup(lab, row.group)} id={row.id} /></td>
          <td><GroupCell lab={lab} group={row.group} /></td>
          <td><RecordText text={row.handler} /></td>
          <td>{row.status}</td>
          <td>{formatCount(row.attempts)}</td>
          <td><RetryCell at={row.nextRetryAt} /></td>
          <td><MomentCell at={row.deliveredAt} otherwise="not delivered" /></td>
          <td><RecordText text={row.lastError ?? ''} limit={ERROR_SHOWN} /></td>
        </tr>
      )}
    />
  )
}
