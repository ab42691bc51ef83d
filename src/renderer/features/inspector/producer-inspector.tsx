import { useMemo, type ReactNode } from 'react'
import type { ProducerState, WorkerId } from '@shared/model/worker-state'
import { formatCount, formatRate } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { select } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { EmptyState } from '../../ui/empty-state'
import { EntryIdText, Name } from '../../ui/name'
import { Property, PropertyList } from '../../ui/property-list'
import { describeSchedule, LinkFacts, WorkerActions, WorkerSettingsForm } from '../worker-actions'
import { StatusLine } from './consumer-inspector'
import styles from './inspector.module.css'
import { PanelHead, PanelSection } from './panel'
import { TimeChart, type ChartSeries } from './time-chart'
import { toRates } from './to-rates'
import { useCourse } from './use-course'

const ADDED: ChartSeries[] = [{ key: 'added', label: 'added', color: 'var(--new)' }]

const DUPLICATES_HINT = 'Sent and not added: another delivery of the event holds its lock, or the server answered with the id that it has already (IDMP).'

/** A producer of ours: when it sends, what, and what came of it. */
export function ProducerInspector({ id }: { id: WorkerId }): ReactNode {
  const worker = useWorkbench((state) => state.workers[id])
  if (worker?.role !== 'producer') {
    return <div className={styles.empty}><EmptyState title="This producer is gone">It was removed. What it added stays in the stream.</EmptyState></div>
  }
  return <ProducerPanel worker={worker} />
}

function ProducerPanel({ worker }: { worker: ProducerState }): ReactNode {
  const now = useNow(1000)
  const stream = { connection: worker.connection, key: worker.key }
  const course = useCourse({ at: now, added: worker.counts.added })
  const rates = useMemo(() => toRates(course, { added: (sample) => sample.added }), [course])
  const { lastId } = worker
  return (
    <div className={styles.panel}>
      <PanelHead kind={<>producer to <Name name={worker.key} limit={60} /></>} title={<Name name={worker.name} />}><StatusLine worker={worker} /></PanelHead>
      <WorkerActions worker={worker} />
      {worker.link !== undefined && <PanelSection title="Connection" aside="counted by its proxy"><LinkFacts link={worker.link} /></PanelSection>}
      <PanelSection title="Counts" aside="seen">
        <PropertyList>
          <Property name="set to">{describeSchedule(worker.settings.schedule)}</Property>
          <Property name="added">{formatCount(worker.counts.added)}</Property>
          {(worker.settings.enqueue !== undefined || worker.duplicates > 0) && <Property name="duplicates" hint={DUPLICATES_HINT}>{formatCount(worker.duplicates)}</Property>}
          <Property name="last id">{lastId === undefined ? 'none yet' : <button type="button" className={styles.link} onClick={() => select({ kind: 'entry', stream, id: lastId })}><EntryIdText id={lastId} /></button>}</Property>
          <Property name="errors from the server">{formatCount(worker.counts.errors)}</Property>
          <Property name="unknown outcomes" hint="An XADD was sent and its reply never came. The entry may be there or not; it is not sent again."><span className={worker.unknownOutcomes > 0 ? styles.warn : undefined}>{formatCount(worker.unknownOutcomes)}</span></Property>
        </PropertyList>
        <TimeChart title="Added per second" points={rates} series={ADDED} format={formatRate} least={1} />
      </PanelSection>
      <PanelSection title="Settings"><WorkerSettingsForm worker={worker} /></PanelSection>
    </div>
  )
}
