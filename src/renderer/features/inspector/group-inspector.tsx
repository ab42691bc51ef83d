import { memo, useMemo, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import { known, unknown, type Fact } from '@shared/model/fact'
import type { StreamRef } from '@shared/model/stream-ref'
import type { GroupFacts, GroupState } from '@shared/model/stream-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useHeld } from '../../lib/use-held'
import { useNow } from '../../lib/use-now'
import { useSettings } from '../../store/settings-store'
import { useLabGroup } from '../../store/use-lab-group'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { FactValue } from '../../ui/fact-value'
import { EntryIdText, Name } from '../../ui/name'
import { Property, PropertyList } from '../../ui/property-list'
import { GroupFaultsMenu } from '../faults'
import { GroupPolicies, ScaleOutStrip } from '../group-policies'
import { listTargets, openPending, SweeperControl } from '../pending'
import { AddConsumerButton, consumersOf, writeRefusal } from '../worker-actions'
import { GroupCharts } from './group-charts'
import { GroupConsumers } from './group-consumers'
import styles from './inspector.module.css'
import { describeLagDrift } from './lag-drift'
import { PanelHead, PanelSection } from './panel'
import { QueueHealth } from './queue-health'
import { useGroup, useReadAt } from './use-group'

/** A busy group changes with every frame of the feed; nobody reads a page of numbers faster than this. */
const RENEW_MS = 500

/** A consumer group: what the server says of it, beside what was seen and counted here. */
export function GroupInspector({ stream, name }: { stream: StreamRef; name: ByteText }): ReactNode {
  const group = useHeld(useGroup(stream, name), RENEW_MS)
  const at = useHeld(useReadAt(stream), RENEW_MS)
  return <GroupPanel stream={stream} name={name} group={group} at={at} />
}

interface GroupPanelProps {
  stream: StreamRef
  name: ByteText
  group: GroupState | undefined
  at: number | undefined
}

const GroupPanel = memo(function GroupPanel({ stream, name, group, at }: GroupPanelProps): ReactNode {
  if (group === undefined) return <div className={styles.empty}><EmptyState title="This group is not known">It was never seen on a stream that is watched.</EmptyState></div>
  return (
    <div className={styles.panel}>
      <PanelHead kind={<>group of <Name name={stream.key} limit={60} /></>} title={<Name name={name} />}>
        {group.vanishedAt !== undefined && <span className={styles.bad}>It is gone from the server. What stands here is from before.</span>}
      </PanelHead>
      <div className={styles.actions}>
        <Button size="small" onClick={() => openPending(stream, name)}>Show its pending entries</Button>
        <AddConsumerButton stream={stream} group={name} />
        <GroupFaultsMenu stream={stream} name={name} group={group} />
      </div>
      <ScaleOutStrip stream={stream} group={group} />
      {group.facts === undefined || at === undefined
        ? <PanelSection title="Facts"><p className={styles.note}>Not read yet.</p></PanelSection>
        : <Facts facts={group.facts} at={group.vanishedAt === undefined ? at : group.facts.window.at} />}
      <GroupConsumers stream={stream} group={group} />
      <LabPolicies stream={stream} group={group} />
      <GroupCharts samples={group.samples} />
      <Tally group={group} />
      <GroupSweeper stream={stream} group={group} />
      <QueueHealth group={{ ...stream, group: name }} />
    </div>
  )
})

function Facts({ facts, at }: { facts: GroupFacts; at: number }): ReactNode {
  const now = useNow(1000)
  const drift = describeLagDrift(facts)
  const [oldest] = facts.window.rows
  const oldestIdle: Fact<number> = oldest === undefined ? unknown('the pending list was not read') : known(oldest.idle, 'server', facts.window.at)
  return (
    <PanelSection title="Facts" aside={`read ${formatAge(now - at)} ago`}>
      <PropertyList>
        <Property name="lag, by the server" hint="XINFO GROUPS: entries of the stream not yet delivered to this group. The server may not know it."><FactValue fact={facts.lag} format={formatCount} /></Property>
        <Property name="undelivered, counted here" hint="Entries after last-delivered-id."><FactValue fact={facts.undelivered} format={formatCount} /></Property>
        <Property name="pending"><FactValue fact={known(facts.pending, 'server', at)} format={formatCount} /></Property>
        <Property name="idle of the oldest id" hint="Time since the last delivery of the oldest pending id.">{oldest === undefined && facts.window.complete ? 'nothing is pending' : <FactValue fact={oldestIdle} format={(idle) => (idle < 0 ? 'released' : formatAge(idle + (now - facts.window.at)))} />}</Property>
        <Property name="entries read"><FactValue fact={facts.entriesRead} format={formatCount} /></Property>
        <Property name="last delivered id"><EntryIdText id={facts.lastDeliveredId} /></Property>
      </PropertyList>
      {drift !== undefined && <p className={styles.drift}>{drift}</p>}
    </PanelSection>
  )
}

function Tally({ group: { tally } }: { group: GroupState }): ReactNode {
  return (
    <PanelSection title="Seen here" aside="since it is watched">
      <PropertyList>
        <Property name="delivered for the first time">{formatCount(tally.delivered)}</Property>
        <Property name="delivered again">{formatCount(tally.redelivered)}</Property>
        <Property name="acknowledged">{formatCount(tally.acked)}</Property>
        <Property name="XACK that found nothing" hint="The reply was 0: the id was not pending any more.">{formatCount(tally.ackedNothing)}</Property>
        <Property name="failed in processing">{formatCount(tally.failed)}</Property>
        <Property name="claimed">{formatCount(tally.claimed)}</Property>
        <Property name="dropped by a claim" hint="Pending ids whose entry was gone: the claim took them off the list.">{formatCount(tally.droppedByClaim)}</Property>
      </PropertyList>
    </PanelSection>
  )
}

/** Only of a group of a lab: its consumers are Sluice's own. */
function LabPolicies({ stream, group }: { stream: StreamRef; group: GroupState }): ReactNode {
  if (useLabGroup(stream, group.name) === undefined) return undefined
  return <PanelSection title="Policies" aside="for all of its consumers"><GroupPolicies stream={stream} group={group} /></PanelSection>
}

function GroupSweeper({ stream, group }: { stream: StreamRef; group: GroupState }): ReactNode {
  const workers = useWorkbench((state) => state.workers)
  const refusal = useWorkbench((state) => writeRefusal(state.connections[stream.connection], stream.key))
  const thresholdMs = useSettings((store) => store.settings.idleThresholdMs)
  const targets = useMemo(() => listTargets(group.facts, consumersOf(workers, stream, group.name)), [group.facts, group.name, workers, stream])
  return (
    <PanelSection title="Claim sweeper" aside="XAUTOCLAIM on an interval">
      <SweeperControl group={{ ...stream, group: group.name }} sweeper={group.sweeper} targets={targets} thresholdMs={thresholdMs} refusal={refusal} />
    </PanelSection>
  )
}
