import { useMemo, type ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import { selectLateAfter } from '@shared/model/select-pending-class'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ConsumerFacts } from '@shared/model/stream-state'
import type { ConsumerState } from '@shared/model/worker-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { useSettings } from '../../store/settings-store'
import { select } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { useServerNow } from '../../store/use-server-now'
import { EmptyState } from '../../ui/empty-state'
import { Name } from '../../ui/name'
import { Property, PropertyList } from '../../ui/property-list'
import { ConsumerFaultsMenu } from '../faults'
import { ConsumerPolicies } from '../group-policies'
import { consumersOf, describeStatus, isGone, LinkFacts, useWorkerControls, WorkerActions, WorkerSettingsForm } from '../worker-actions'
import { GateLoop } from './gate-loop'
import { HeldEntries } from './held-entries'
import styles from './inspector.module.css'
import { PanelHead, PanelSection } from './panel'
import { TimeChart, type ChartSeries } from './time-chart'
import { useCourse } from './use-course'
import { findConsumerFacts, useGroup, useReadAt } from './use-group'

export interface ConsumerInspectorProps {
  stream: StreamRef
  group: ByteText
  name: ByteText
}

/** A consumer: a worker of ours with its loop and its settings, or one that runs elsewhere, as far as the server tells. */
export function ConsumerInspector({ stream, group, name }: ConsumerInspectorProps): ReactNode {
  const state = useGroup(stream, group)
  const workers = useWorkbench((workbench) => workbench.workers)
  const namesakes = useMemo(() => consumersOf(workers, stream, group).filter((each) => each.name === name), [workers, stream, group, name])
  const [worker] = namesakes
  const facts = findConsumerFacts(state, name)
  const threshold = useSettings((store) => store.settings.idleThresholdMs)
  const at = useReadAt(stream)
  if (worker === undefined && facts === undefined) {
    return <div className={styles.empty}><EmptyState title="This consumer is not there">The server does not name it, and no worker of Sluice has this name.</EmptyState></div>
  }
  return (
    <div className={styles.panel}>
      <PanelHead
        kind={<>{worker === undefined ? 'consumer elsewhere, of' : 'consumer of'} <button type="button" className={styles.link} onClick={() => select({ kind: 'group', stream, group })}><Name name={group} limit={60} /></button></>}
        title={<Name name={name} />}
      >
        {worker === undefined ? 'It is observed from outside: what it does right now cannot be seen.' : <StatusLine worker={worker} />}
      </PanelHead>
      {worker === undefined && facts !== undefined && <div className={styles.actions}><ConsumerFaultsMenu group={{ ...stream, group }} name={name} /></div>}
      {worker !== undefined && <OwnLoop worker={worker} />}
      {namesakes.length > 1 && <p className={styles.note}>{namesakes.length} workers of Sluice have this name. To the server they are one consumer: what one holds, the others read again. The first is shown here; each has its own card in Flow.</p>}
      {state?.vanishedAt === undefined
        ? (
            <>
              <HeldEntries
                stream={stream}
                group={group}
                consumer={name}
                window={state?.facts?.window}
                pending={facts?.pending}
                inFlight={worker?.inFlight ?? []}
                thresholdMs={selectLateAfter(state ?? {}, threshold)}
              />
              <ServerFacts facts={facts} at={at} />
            </>
          )
        : <PanelSection title="By the server"><p className={styles.note}>The group is gone from the server, and with it what this consumer held.</p></PanelSection>}
      {worker !== undefined && <Counts worker={worker} />}
      {worker !== undefined && <PanelSection title="Policies" aside="changed in its group"><ConsumerPolicies worker={worker} /></PanelSection>}
      {worker !== undefined && <PanelSection title="Settings"><WorkerSettingsForm worker={worker} /></PanelSection>}
    </div>
  )
}

/** What it does, and for how long it has. */
export function StatusLine({ worker }: { worker: Parameters<typeof describeStatus>[0] }): ReactNode {
  const now = useNow(500)
  const { status } = worker
  const steady = status.kind === 'running'
  return (
    <>
      <span className={isGone(worker) || status.kind === 'parked' ? styles.bad : status.kind === 'frozen' ? styles.frozen : status.kind === 'held' ? styles.held : undefined}>{describeStatus(worker)}</span>
      {!steady && `, for ${formatAge(now - status.since)}`}
      {status.kind === 'parked' && <>. {status.next}</>}
    </>
  )
}

function OwnLoop({ worker }: { worker: ConsumerState }): ReactNode {
  const controls = useWorkerControls(worker.id)
  return (
    <>
      <WorkerActions worker={worker} />
      <PanelSection title="Loop" aside="click a gate to hold or crash there">
        <GateLoop worker={worker} controls={controls} />
      </PanelSection>
      {worker.link !== undefined && <PanelSection title="Connection" aside="counted by its proxy"><LinkFacts link={worker.link} /></PanelSection>}
    </>
  )
}

const PENDING: ChartSeries[] = [{ key: 'pending', label: 'pending', color: 'var(--pend)' }]
const IDLE: ChartSeries[] = [{ key: 'idle', label: 'idle', color: 'var(--old)' }]

function ServerFacts({ facts, at }: { facts: ConsumerFacts | undefined; at: number | undefined }): ReactNode {
  const now = useNow(1000)
  const since = Math.max(0, useServerNow(1000) - (at ?? now))
  const course = useCourse(facts === undefined || at === undefined ? undefined : { at, pending: facts.pending, idle: facts.idle })
  if (facts === undefined || at === undefined) {
    return <PanelSection title="By the server"><p className={styles.note}>The server has not seen it yet. Before 7.2 a consumer comes to be with its first delivery.</p></PanelSection>
  }
  return (
    <PanelSection title="By the server" aside={`read ${formatAge(now - at)} ago`}>
      <PropertyList>
        <Property name="pending">{formatCount(facts.pending)}</Property>
        <Property name="idle" hint="Since its last attempt (7.2 and later) or its last success (before). Idle is not health: a consumer that blocks ages too.">{formatAge(facts.idle + since)}</Property>
        <Property name="inactive" hint="Since its last success. From 7.2 on.">{facts.inactive === undefined ? 'not told before 7.2' : facts.inactive < 0 ? 'never succeeded' : formatAge(facts.inactive + since)}</Property>
      </PropertyList>
      <TimeChart title="Pending" points={course} series={PENDING} format={formatWhole} least={4} whole />
      <TimeChart title="Idle" points={course} series={IDLE} format={formatAge} least={2000} />
      <p className={styles.note}>Both since this was opened.</p>
    </PanelSection>
  )
}

function formatWhole(value: number): string {
  return formatCount(Math.round(value))
}

function Counts({ worker: { counts, unknownOutcomes } }: { worker: ConsumerState }): ReactNode {
  return (
    <PanelSection title="Counts" aside="seen">
      <PropertyList>
        <Property name="received">{formatCount(counts.delivered)}</Property>
        <Property name="received again">{formatCount(counts.redelivered)}</Property>
        <Property name="acknowledged">{formatCount(counts.acked)}</Property>
        <Property name="failed in processing">{formatCount(counts.failed)}</Property>
        <Property name="errors from the server">{formatCount(counts.errors)}</Property>
        <Property name="unknown outcomes" hint="A command was sent and its reply never came. It may have happened or not."><span className={unknownOutcomes > 0 ? styles.warn : undefined}>{formatCount(unknownOutcomes)}</span></Property>
      </PropertyList>
    </PanelSection>
  )
}
