import { useCallback, type ReactNode } from 'react'
import type { EventRow } from '@shared/contract/labs'
import type { LabState } from '@shared/model/worker-state'
import { useHost } from '../../store/host'
import { Name } from '../../ui/name'
import styles from './labs-view.module.css'
import { EntryCell, MomentCell, RecordText } from './record-cells'
import { NoRecords, RecordPager, RecordTable } from './record-table'
import { useRecordPage, type RecordRange } from './use-record-page'

const COLUMNS = ['created', 'entry', 'type', 'source', 'correlation id', 'processed', 'payload', 'stream']
/** A UUID is told by its beginning; all of it is in the tooltip. */
const CORRELATION_SHOWN = 18
const PAYLOAD_SHOWN = 120

/** What the entries said of themselves when their work was written down. */
export function EventTable({ lab, effects, picker }: { lab: LabState; effects: boolean; picker: ReactNode }): ReactNode {
  const host = useHost()
  const page = useRecordPage(useCallback(({ before, limit }: RecordRange<EventRow>) => host.ledger.events({ lab: lab.id, limit, ...(before !== undefined && { before: { id: before.id, stream: before.stream } }) }), [host, lab.id]))
  return (
    <RecordTable
      label="Events"
      about="Entries of which an effect or a failure was written down, newest first. Created is the time of the id; processed, that of the first effect in any group."
      columns={COLUMNS}
      rows={page.rows}
      problem={page.problem}
      picker={picker}
      pager={<RecordPager page={page} />}
      empty={<NoRecords title="No events yet" page={page.page} effects={effects}>An event has its row once an effect or a failure of it is written down.</NoRecords>}
      renderRow={(row) => (
        <tr key={`${row.id} ${row.stream}`}>
          <td><MomentCell at={row.createdAt} otherwise="unknown" /></td>
          <td><EntryCell connection={lab.connection} stream={row.stream} id={row.id} /></td>
          <td><RecordText text={row.type} /></td>
          <td><RecordText text={row.source} /></td>
          <td><RecordText text={row.correlationId} limit={CORRELATION_SHOWN} /></td>
          <td><MomentCell at={row.processedAt} otherwise="not yet" /></td>
          <td className={styles.wide}><RecordText text={row.payload} limit={PAYLOAD_SHOWN} hinted /></td>
          <td><Name name={row.stream} limit={40} /></td>
        </tr>
      )}
    />
  )
}
