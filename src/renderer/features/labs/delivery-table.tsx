import { useCallback, useState, type ReactNode } from 'react'
import type { DeliveryRow } from '@shared/contract/labs'
import { DELIVERY_STATUSES, type DeliveryStatus } from '@shared/model/delivery-record'
import { selectPendingBeyond } from '@shared/model/select-open-deliveries'
import type { LabState } from '@shared/model/worker-state'
import { formatCount } from '../../lib/format-count'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Badge, type BadgeProps } from '../../ui/badge'
import { Segmented } from '../../ui/segmented'
import { tip } from '../../ui/tooltip'
import { describePendingBeyond } from './describe-pending-beyond'
import { EntryCell, GroupCell, MomentCell, RecordText, RetryCell, SourceCell, streamOfGroup } from './record-cells'
import { NoRecords, RecordPager, RecordTable } from './record-table'
import styles from './labs-view.module.css'
import { useRecordPage, type RecordRange } from './use-record-page'

const COLUMNS = ['entry', 'group', 'handler', 'status', 'attempts', 'next retry', 'delivered', 'known from', 'last error']
const ERROR_SHOWN = 120
type Filter = DeliveryStatus | 'all'
const WORDS: Record<Filter, string> = {
  all: 'A delivery has its row once a consumer was given an entry.',
  pending: 'Given to a consumer, not acked, and no attempt has ended yet: at the last reading there was none.',
  processing: 'No consumer of Sluice is at an entry now. Work that takes a few milliseconds is rarely met.',
  delivered: 'The ledger is told once the effect is committed.',
  failed: 'A failure stays here until the next attempt ends, or the dead letters have it.',
  dead: 'What went to the dead letters has its row here.'
}
const FILTERS: readonly Filter[] = ['all', ...DELIVERY_STATUSES]
const TONES: Record<DeliveryStatus, NonNullable<BadgeProps['tone']>> = { pending: 'neutral', processing: 'info', delivered: 'ok', failed: 'warn', dead: 'bad' }

const isBad = ({ status }: DeliveryRow): boolean => status === 'failed' || status === 'dead'

/** How each entry went in each group: as the ledger was told, and before that as the server and the workers say. */
export function DeliveryTable({ lab, effects, picker }: { lab: LabState; effects: boolean; picker: ReactNode }): ReactNode {
  const host = useHost()
  const [filter, setFilter] = useState<Filter>('all')
  const page = useRecordPage(useCallback(
    ({ before, limit }: RecordRange<DeliveryRow>) => host.ledger.deliveries({ lab: lab.id, status: filter === 'all' ? undefined : filter, limit, ...(before !== undefined && { before: { id: before.id, group: before.group } }) }),
    [host, lab.id, filter]
  ))
  const streams = useWorkbench((state) => state.streams)
  const beyond = filter === 'all' || filter === 'pending' ? describePendingBeyond(selectPendingBeyond({ streams }, lab)) : undefined
  const narrow = (next: Filter): void => {
    setFilter(next)
    page.showNewest()
  }
  return (
    <RecordTable
      label="Deliveries"
      about="Each entry in each group, newest first. What is pending the last reading of the server tells, what is processing its worker; how an attempt ended, the ledger. An error stays in its row when a later attempt succeeds."
      note={beyond}
      columns={COLUMNS}
      rows={page.rows}
      problem={page.problem}
      picker={<>{picker}<Segmented label="Status" labelHidden value={filter} onChange={narrow} options={FILTERS.map((value) => ({ value, label: value }))} /></>}
      pager={<RecordPager page={page} />}
      empty={<NoRecords title={filter === 'all' ? 'No deliveries yet' : `No delivery is ${filter}`} page={page.page} effects={effects || filter === 'pending' || filter === 'processing'}>{WORDS[filter]}</NoRecords>}
      renderRow={(row) => (
        <tr key={`${row.id} ${row.group}`} data-tone={isBad(row) ? 'bad' : undefined}>
          <td><EntryCell connection={lab.connection} stream={streamOfGroup(lab, row.group)} id={row.id} /></td>
          <td><GroupCell lab={lab} group={row.group} /></td>
          <td><RecordText text={row.handler} /></td>
          <td {...tip(row.buriedWhy)}><Badge tone={TONES[row.status]}>{row.status}</Badge></td>
          <td>{row.attempts === undefined ? 'unknown' : formatCount(row.attempts)}</td>
          <td>{row.status === 'failed' && row.unwanted ? <span className={styles.dim}>not wanted any more</span> : <RetryCell at={row.nextRetryAt} />}</td>
          <td><MomentCell at={row.deliveredAt} otherwise="not delivered" /></td>
          <td><SourceCell source={row.source} /></td>
          <td className={styles.wide}><RecordText text={row.lastError ?? ''} limit={ERROR_SHOWN} hinted={row.lastError !== undefined} /></td>
        </tr>
      )}
    />
  )
}
