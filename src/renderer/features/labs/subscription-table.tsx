import type { ReactNode } from 'react'
import { EVERY_TYPE, selectOtherTypes, selectSubscriptions, type Subscription } from '@shared/model/select-subscriptions'
import type { LabState } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { EmptyState } from '../../ui/empty-state'
import { Switch } from '../../ui/switch'
import { ConfigCell } from './config-cell'
import styles from './labs-view.module.css'
import { LeaveOutType } from './leave-out-type'
import { GroupCell, RecordText } from './record-cells'
import { RecordTable } from './record-table'

const COLUMNS = ['type', 'handler', 'group', 'endpoint', 'active', 'config']

function ActiveCell({ lab, row, onSwitch }: { lab: LabState; row: Subscription; onSwitch: (type: string, active: boolean) => void }): ReactNode {
  const handler = lab.groups.find(({ stream, group }) => stream === row.stream && group === row.group)?.handler
  const reason = lab.status === 'running' ? undefined : `The lab is ${lab.status}.`
  // Its rows say what else is off while all of it is: they come into force when all is on again.
  const off = row.type !== EVERY_TYPE && handler?.types === undefined && handler?.inactive.includes(EVERY_TYPE) === true
  return (
    <div className={styles.active}>
      <Switch label={`${row.type} to ${row.handler} is active`} labelHidden checked={row.active} reason={reason} onChange={(active) => onSwitch(row.type, active)} />
      <span className={row.active && !off ? undefined : styles.dim}>{row.active ? (off ? 'off with *' : 'active') : 'off'}</span>
      {row.type === EVERY_TYPE && handler !== undefined && handler.types === undefined && (
        <LeaveOutType handler={row.handler} types={selectOtherTypes(lab, handler)} reason={reason} onLeaveOut={(type) => onSwitch(type, false)} />
      )}
    </div>
  )
}

/** Which handler wants which type, where its effect goes and how it is run, as it is in force now: of the picture, not of the ledger. */
export function SubscriptionTable({ lab, picker }: { lab: LabState; picker: ReactNode }): ReactNode {
  const host = useHost()
  const streams = useWorkbench((state) => state.streams)
  const workers = useWorkbench((state) => state.workers)
  const rows = selectSubscriptions({ streams, workers }, lab)
  const switchType = ({ stream, group }: Subscription, type: string, active: boolean): void => void attempt(() => host.labs.setSubscription({ lab: lab.id, stream, group, type, active }))
  return (
    <RecordTable
      label="Subscriptions"
      about="Which types of event each handler wants; * is every type. One that is off is skipped and acked from its next entry on, by every consumer of the group, until the lab ends."
      columns={COLUMNS}
      rows={rows}
      problem={undefined}
      picker={picker}
      empty={<EmptyState title="No subscriptions">This lab has no group, so nobody wants its events.</EmptyState>}
      renderRow={(row) => (
        <tr key={`${row.type} ${row.stream} ${row.group}`}>
          <td><RecordText text={row.type} /></td>
          <td><RecordText text={row.handler} /></td>
          <td><GroupCell lab={lab} group={row.group} /></td>
          <td><RecordText text={row.endpoint} /></td>
          <td><ActiveCell lab={lab} row={row} onSwitch={(type, active) => switchType(row, type, active)} /></td>
          <td className={styles.wide}><ConfigCell handler={row.handler} configs={row.configs} /></td>
        </tr>
      )}
    />
  )
}
