import { useState, type ReactNode } from 'react'
import type { LabState } from '@shared/model/worker-state'
import { EmptyState } from '../../ui/empty-state'
import { Segmented } from '../../ui/segmented'
import { DeliveryTable } from './delivery-table'
import { EventTable } from './event-table'
import { SubscriptionTable } from './subscription-table'

const TABLES = {
  events: { label: 'Events', Table: EventTable },
  deliveries: { label: 'Deliveries', Table: DeliveryTable },
  subscriptions: { label: 'Subscriptions', Table: SubscriptionTable }
} as const
type Shown = keyof typeof TABLES

/** The records of a lab: the other tables of the ledger, and who subscribes to what. */
export function RecordsPanel({ state }: { state: LabState | undefined }): ReactNode {
  const [shown, setShown] = useState<Shown>('events')
  if (state === undefined) return <EmptyState title="This lab does not run">Its events, their deliveries and who subscribed to them would be here.</EmptyState>
  const { Table } = TABLES[shown]
  const picker = (
    <Segmented
      label="Records" labelHidden value={shown} onChange={setShown}
      options={[{ value: 'events', label: TABLES.events.label }, { value: 'deliveries', label: TABLES.deliveries.label }, { value: 'subscriptions', label: TABLES.subscriptions.label }]}
    />
  )
  // Another lab begins at its own newest rows.
  return <Table key={state.id} lab={state} effects={state.groups.some(({ effect }) => effect)} picker={picker} />
}
