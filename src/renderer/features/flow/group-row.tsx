import { ChevronRight } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { selectConservation } from '@shared/model/select-conservation'
import { selectPendingClass, type PendingClass } from '@shared/model/select-pending-class'
import { orderByUrgency } from '@shared/model/select-topology'
import { selectUndelivered } from '@shared/model/select-undelivered'
import { formatAge } from '../../lib/format-age'
import { formatCount, formatRate } from '../../lib/format-count'
import { useServerNow } from '../../store/use-server-now'
import { FactValue } from '../../ui/fact-value'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { MARK_WORDS } from '../../ui/state-mark'
import { tip } from '../../ui/tooltip'
import { AlertMark } from '../alerts'
import { describeConservation } from './describe-conservation'
import { useLane, type LaneProps, type LaneView } from './group-lane'
import styles from './group-row.module.css'
import { useAnchor } from './motion/anchors'
import { sampleRate } from './sample-rate'

const DOTS_SHOWN = 16
const CLASSES: readonly PendingClass[] = ['gone', 'unowned', 'idle', 'redelivered', 'pending']

/** What is pending by state, as one bar: as much as was read. */
function PendingBar({ lane }: { lane: LaneView }): ReactNode {
  const anchor = useAnchor('pel', lane.group.name)
  const rows = lane.group.facts?.window.rows ?? []
  const counts = new Map<PendingClass, number>()
  for (const row of rows) {
    const state = selectPendingClass(row, Math.max(0, row.idle), lane.lateAfter)
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  const text = CLASSES.flatMap((state) => (counts.has(state) ? [`${formatCount(counts.get(state) ?? 0)} ${MARK_WORDS[state]}`] : [])).join(', ')
  return (
    <span ref={anchor} className={styles.bar} role="img" aria-label={text === '' ? 'nothing pending' : text} {...tip(text)}>
      {CLASSES.map((state) => counts.has(state) && <i key={state} data-state={state} style={{ flexGrow: counts.get(state) }} />)}
    </span>
  )
}

function ConsumerDots({ lane }: { lane: LaneView }): ReactNode {
  const anchor = useAnchor('consumers', lane.group.name)
  const shown = orderByUrgency(lane.nodes).slice(0, DOTS_SHOWN)
  return (
    <span ref={anchor} className={styles.dots}>
      {shown.map((node, index) => <i key={index} data-status={node.worker?.status.kind ?? 'foreign'} {...tip(`${nameToText(node.name)}: ${node.worker?.status.kind ?? 'not ours'}`)} />)}
      <small>{lane.nodes.length > DOTS_SHOWN ? `+${formatCount(lane.nodes.length - DOTS_SHOWN)}` : lane.nodes.length === 0 ? 'no consumers' : ''}</small>
    </span>
  )
}

export interface GroupRowProps extends LaneProps {
  open: boolean
  onToggle: (name: string) => void
}

/** A group folded to one line, for streams with many groups. */
export const GroupRow = memo(function GroupRow(props: GroupRowProps): ReactNode {
  const lane = useLane(props)
  const now = useServerNow(1000)
  const outcome = useAnchor('outcome', props.name)
  if (lane === undefined) return undefined
  const { group, late } = lane
  const acked = sampleRate(group.samples, (sample) => sample.acked)
  const check = describeConservation(selectConservation(props.reading, group), group.anew)
  const oldest = Math.max(-1, ...lane.nodes.map((node) => node.oldestIdle ?? -1))
  return (
    <button type="button" className={styles.row} aria-expanded={props.open} onClick={() => props.onToggle(props.name)}>
      <ChevronRight className={styles.chevron} aria-hidden />
      <span className={styles.name}><Name name={group.name} limit={60} /><AlertMark group={{ ...props.stream, group: group.name }} /></span>
      <span><small>lag</small> {group.facts === undefined ? '…' : <FactValue fact={selectUndelivered(props.reading, group.facts)} format={formatCount} />}</span>
      <span data-late={late > 0 || undefined}><small>pending</small> {group.facts === undefined ? '…' : formatCount(group.facts.pending)}</span>
      <span><small>acked/s</small> {acked === undefined ? '–' : formatRate(acked)}</span>
      <PendingBar lane={lane} />
      <span data-late={late > 0 || undefined}><small>oldest</small> {oldest < 0 ? '–' : formatAge(oldest + Math.max(0, now - lane.readAt))}</span>
      <ConsumerDots lane={lane} />
      <span ref={outcome} className={styles.verdict} data-tone={check.tone} {...tip([check.sum, ...check.notes].join('\n'))}>{check.headline}</span>
    </button>
  )
})
