import type { LifeEvent, LifeLine } from '@shared/contract/streams'
import type { StreamRef } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import type { WorkbenchState } from '@shared/model/workbench-state'
import { useCallback, type ReactNode } from 'react'
import { formatAge } from '../../lib/format-age'
import { formatClock } from '../../lib/format-time'
import { useSettings } from '../../store/settings-store'
import { useWorkbench } from '../../store/workbench-store'
import { useServerNow } from '../../store/use-server-now'
import { Button } from '../../ui/button'
import { Name } from '../../ui/name'
import { StateMark } from '../../ui/state-mark'
import { tip } from '../../ui/tooltip'
import { openPending } from '../pending'
import { chooseMark, describeDeliveries, describeEvent, describeStanding, explainStanding, type GroupStanding } from './describe-life'
import styles from './entry-inspector.module.css'

function useWorkerName(): (id: string) => string | undefined {
  const workers = useWorkbench(useCallback((workbench: WorkbenchState) => workbench.workers, []))
  return (id) => workers[id]?.name
}

function EventLine({ event, addedAt }: { event: LifeEvent; addedAt: number | undefined }): ReactNode {
  const workerName = useWorkerName()
  const since = event.at !== undefined && addedAt !== undefined && event.at >= addedAt && event.kind !== 'added' ? `+${event.at - addedAt < 1000 ? `${event.at - addedAt} ms` : formatAge(event.at - addedAt)}` : undefined
  return (
    <p className={styles.event}>
      <span>{describeEvent(event, workerName)}</span>
      {event.at !== undefined && <span className={styles.when} {...tip(event.evidence === 'seen' ? 'Seen on our own connection at this time.' : 'Not seen: it follows from what the server answered.')}>{event.evidence === 'inferred' ? `≈ ${formatClock(event.at, 0)}` : formatClock(event.at)}</span>}
      {since !== undefined && <span className={styles.when}>{since}</span>}
      {event.evidence === 'inferred' && <span className={styles.inferred}>inferred</span>}
      {event.note !== undefined && <span className={styles.note}>{event.note}</span>}
    </p>
  )
}

interface Threshold {
  ms: number
  bySweeper: boolean
}

function IdleBar({ idle, threshold }: { idle: number; threshold: Threshold }): ReactNode {
  const share = threshold.ms === 0 ? 1 : Math.min(1, idle / threshold.ms)
  const words = idle < threshold.ms ? `idle ${formatAge(idle)} of ${formatAge(threshold.ms)}` : `idle ${formatAge(idle)}, past ${formatAge(threshold.ms)}`
  return (
    <div className={styles.bar} data-late={share >= 1} {...tip(threshold.bySweeper ? 'The sweeper of this group claims entries that are idle this long.' : 'No sweeper runs on this group: this is the threshold of the settings, and nobody claims by it.')}>
      <i style={{ width: `${share * 100}%` }} />
      <span>{words}</span>
    </div>
  )
}

function GroupLife({ standing, events, addedAt, threshold, elapsed, stream }: {
  standing: GroupStanding
  events: readonly LifeEvent[]
  addedAt: number | undefined
  threshold: Threshold
  /** Milliseconds since the standing was asked for. */
  elapsed: number
  stream: StreamRef
}): ReactNode {
  const row = standing.pending
  const idle = row === undefined || row.idle < 0 ? undefined : row.idle + elapsed
  const mark = chooseMark(standing, idle, threshold.ms)
  const why = explainStanding(standing)
  return (
    <li className={styles.group}>
      <span className={styles.dot}>{mark === undefined ? <span className={styles.noMark}>?</span> : <StateMark state={mark} size={13} {...(row !== undefined && { count: row.deliveries })} />}</span>
      <h4><Name name={standing.group} limit={48} /></h4>
      <p className={styles.standing}>
        <strong>{describeStanding(standing)}</strong>
        {row !== undefined && <> {row.consumer === undefined ? 'with no owner' : <>at <Name name={row.consumer} limit={40} /></>} · {describeDeliveries(row.deliveries)}</>}
      </p>
      {idle !== undefined && <IdleBar idle={idle} threshold={threshold} />}
      {why !== undefined && <p className={styles.note}>{why}</p>}
      {events.map((event, index) => <EventLine key={`${index}/${event.kind}`} event={event} addedAt={addedAt} />)}
      {row !== undefined && <Button size="small" className={styles.toPending} onClick={() => openPending(stream, standing.group, row.consumer)}>Show in Pending</Button>}
    </li>
  )
}

/** What is known of an entry's life: added, then each group with how it stands now and what was seen. */
export function LifeLineList({ line, receivedAt, stream, state }: { line: LifeLine; receivedAt: number; stream: StreamRef; state: StreamState | undefined }): ReactNode {
  const defaultMs = useSettings((store) => store.settings.idleThresholdMs)
  const now = useServerNow(250)
  // Ages go on between readings by this page's own clock: two machines' clocks are never subtracted.
  const elapsed = Math.max(0, now - receivedAt)
  const addedAt = line.events.find((event) => event.kind === 'added')?.at
  const ownEvents = line.events.filter((event) => event.group === undefined)
  const thresholdOf = (standing: GroupStanding): Threshold => {
    const sweeper = state?.groups.find((group) => group.name === standing.group)?.sweeper
    return sweeper?.enabled === true ? { ms: sweeper.minIdleMs, bySweeper: true } : { ms: defaultMs, bySweeper: false }
  }
  return (
    <>
      <ul className={styles.life}>
        <li className={styles.group}>
          <span className={styles.dot}><span className={styles.born} /></span>
          {ownEvents.length === 0 ? <p className={styles.note}>When and by whom it was added was not seen.</p> : ownEvents.map((event, index) => <EventLine key={`${index}/${event.kind}`} event={event} addedAt={addedAt} />)}
        </li>
        {line.groups.map((standing) => (
          <GroupLife
            key={standing.group} standing={standing} events={line.events.filter((event) => event.group === standing.group)} addedAt={addedAt}
            threshold={thresholdOf(standing)} elapsed={elapsed} stream={stream}
          />
        ))}
      </ul>
      {line.groups.length === 0 && <p className={styles.note}>The stream has no groups.</p>}
      {line.rememberedSince !== undefined && <p className={styles.note}>Events before {formatClock(line.rememberedSince, 0)} may be missing: they were before Sluice watched, or too many to name.</p>}
    </>
  )
}
