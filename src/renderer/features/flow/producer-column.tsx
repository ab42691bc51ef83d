import { memo, useMemo, type ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ProducerState } from '@shared/model/worker-state'
import { formatAge } from '../../lib/format-age'
import { formatCount, formatRate } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { select } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { ContextMenu } from '../../ui/menu'
import { Name } from '../../ui/name'
import { tip } from '../../ui/tooltip'
import { AddProducerButton, LinkBadge, useWorkerControls, workerMenuItems } from '../worker-actions'
import { useAnchor } from './motion/anchors'
import styles from './producer-column.module.css'
import { useSeenSources } from './seen-sources'
import { useCounterRate, useProducers } from './use-flow-state'

/** Producers named one by one; the rest is counted. */
const NAMED = 4

function ProducerCard({ worker }: { worker: ProducerState }): ReactNode {
  const rate = useCounterRate(worker.counts.added)
  const now = useNow(1000)
  const anchor = useAnchor('producer', worker.id)
  const controls = useWorkerControls(worker.id)
  // Removing asks a question first; the inspector has it.
  const items = useMemo(() => workerMenuItems(worker, controls, () => select({ kind: 'producer', worker: worker.id })), [worker, controls])
  const { status } = worker
  const words = status.kind === 'running' ? `${rate === undefined ? 'measuring' : `${formatRate(rate)} /s`} · XADD` : status.kind === 'parked' ? status.why : `${status.kind} ${formatAge(now - status.since)}`
  return (
    <ContextMenu items={items}>
      <button ref={anchor} type="button" className={styles.card} data-status={status.kind} onClick={() => select({ kind: 'producer', worker: worker.id })} {...tip(`${formatCount(worker.counts.added)} added by this producer${worker.duplicates > 0 ? `, ${formatCount(worker.duplicates)} not added as duplicates` : ''}${worker.unknownOutcomes > 0 ? `, ${formatCount(worker.unknownOutcomes)} with an unknown outcome` : ''}`)}>
        <b><Name name={worker.name} limit={40} /></b><span>{words}</span>
        {worker.duplicates > 0 && <span className={styles.repeats}>{formatCount(worker.duplicates)} {worker.duplicates === 1 ? 'duplicate' : 'duplicates'}</span>}
        {worker.link !== undefined && <LinkBadge link={worker.link} now={now} />}
      </button>
    </ContextMenu>
  )
}

/** Where entries come from: our producers, this page, and others, as far as they were seen. */
export const ProducerColumn = memo(function ProducerColumn({ stream }: { stream: StreamRef }): ReactNode {
  const producers = useProducers(stream)
  const seen = useSeenSources(stream)
  const hand = useAnchor('producer', 'hand')
  const other = useAnchor('producer', 'other')
  const intake = useAnchor('producer', 'intake')
  const taken = useWorkbench(({ labs }) => Object.values(labs).find((lab) => lab.connection === stream.connection && lab.intake?.stream === stream.key)?.intake?.counts)
  const rest = producers.slice(NAMED)
  return (
    <section className={styles.column} aria-label="Producers">
      {producers.slice(0, NAMED).map((worker) => <ProducerCard key={worker.id} worker={worker} />)}
      {rest.length > 0 && <p className={styles.rest}>+{formatCount(rest.length)} more producers</p>}
      {taken !== undefined && <div ref={intake} className={styles.card} {...tip('Posted to the intake of the lab over HTTP, as far as it answered')}><b>intake</b><span>{formatCount(taken.accepted)} accepted{taken.duplicate > 0 && `, ${formatCount(taken.duplicate)} duplicate`}</span></div>}
      <div ref={hand} className={styles.card} {...tip('Published from this workbench by a person, as seen since this page was opened')}><b>by hand</b><span>{formatCount(seen.hand)} seen here</span></div>
      {seen.other > 0 && <div ref={other} className={styles.card} data-inferred {...tip('Added by clients that are not ours: inferred from the difference of two readings, drawn hollow')}><b>others</b><span>{formatCount(seen.other)} inferred</span></div>}
      {producers.length === 0 && <AddProducerButton stream={stream} />}
    </section>
  )
})
