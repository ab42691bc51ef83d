import { useCallback, type ReactNode } from 'react'
import type { LabState } from '@shared/model/worker-state'
import { useHost } from '../../store/host'
import { EmptyState } from '../../ui/empty-state'
import { GroupCell, RecordText } from './record-cells'
import { RecordTable } from './record-table'
import { usePolled } from './use-polled'

const COLUMNS = ['type', 'handler', 'group', 'state']

/** Which handler wants which type. */
export function SubscriptionTable({ lab, effects, picker }: { lab: LabState; effects: boolean; picker: ReactNode }): ReactNode {
  const host = useHost()
  const { answer, problem } = usePolled(useCallback(() => host.ledger.subscriptions({ lab: lab.id }), [host, lab.id]))
  return (
    <RecordTable
      label="Subscriptions"
      about="Which types of event each handler wants, as its lab said when it started; * is every type."
      columns={COLUMNS}
      rows={answer}
      problem={problem}
      picker={picker}
      empty={(
        <EmptyState title="No subscriptions">
          {effects ? 'They are written down when the lab starts.' : 'They are written down for a lab in which a handler has an effect, and none of this one has.'}
        </EmptyState>
      )}
      renderRow={(row) => (
        <tr key={`${row.type} ${row.group}`}>
          <td><RecordText text={row.type} /></td>
          <td><RecordText text={row.handler} /></td>
          <td><GroupCell lab={lab} group={row.group} /></td>
          <td>{row.active ? 'active' : 'not active'}</td>
        </tr>
      )}
    />
  )
}
