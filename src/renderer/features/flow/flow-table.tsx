import { memo, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import { selectIdleNow, selectPendingClass } from '@shared/model/select-pending-class'
import { selectHeld, type ConsumerNode } from '@shared/model/select-topology'
import type { PendingRow } from '@shared/model/stream-state'
import { formatAge } from '../../lib/format-age'
import { formatCount, formatCounted } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { select, type Selection } from '../../store/view-store'
import { useServerNow } from '../../store/use-server-now'
import { Name } from '../../ui/name'
import { StateWord } from '../../ui/state-mark'
import { describeConsumer } from './describe-consumer'
import styles from './flow-table.module.css'
import { useLane, type LaneProps, type LaneView } from './group-lane'

/** Pending rows listed per consumer. The Pending view has them all. */
const ROWS_LISTED = 50

const rowsOf = (part: HTMLElement): HTMLElement[] => [...(part.closest('table')?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]

/** Arrow keys, Home and End move among the rows; one row of the table is in the tab order. */
function moveRow(event: KeyboardEvent<HTMLTableRowElement>): void {
  const rows = rowsOf(event.currentTarget)
  const at = rows.indexOf(event.currentTarget)
  const next = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : undefined
  const target = next === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, next))]
  if (target === undefined) return
  event.preventDefault()
  for (const row of rows) row.tabIndex = row === target ? 0 : -1
  target.focus()
}

function Row({ opens, first = false, children }: { opens: Selection; first?: boolean; children: ReactNode }): ReactNode {
  return (
    <tr
      data-row tabIndex={first ? 0 : -1} onClick={() => select(opens)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return moveRow(event)
        event.preventDefault()
        select(opens)
      }}
    >
      {children}
    </tr>
  )
}

function PendingRows({ stream, rows, lane, since }: { stream: StreamRef; rows: readonly PendingRow[]; lane: LaneView; since: number }): ReactNode {
  return (
    <>
      {rows.slice(0, ROWS_LISTED).map((row) => {
        const idle = selectIdleNow(row, lane.readAt, lane.readAt + since)
        return (
          <Row key={row.id} opens={{ kind: 'entry', stream, id: row.id }}>
            <th scope="row" className={styles.entry}>{row.id}</th>
            <td>{row.consumer === undefined ? 'no owner' : <Name name={row.consumer} limit={40} />}</td>
            <td>{row.idle < 0 ? 'released' : formatAge(idle)}</td>
            <td>{formatCount(row.deliveries)}</td>
            <td><StateWord state={selectPendingClass(row, idle, lane.lateAfter)} fill={idle / lane.lateAfter} count={row.deliveries} size={12} /></td>
          </Row>
        )
      })}
      {rows.length > ROWS_LISTED && <tr><td colSpan={5} className={styles.more}>{formatCount(rows.length - ROWS_LISTED)} more in the Pending view</td></tr>}
    </>
  )
}

function ConsumerRows({ stream, group, node, lane, since, now }: { stream: StreamRef; group: string; node: ConsumerNode; lane: LaneView; since: number; now: number }): ReactNode {
  const held = selectHeld(node)
  return (
    <>
      <Row opens={{ kind: 'consumer', stream, group, consumer: node.name }}>
        <th scope="row" className={styles.consumer}><Name name={node.name} limit={60} /></th>
        <td>{node.worker === undefined ? 'not ours' : 'ours'}</td>
        <td>{node.oldestIdle === undefined ? '' : formatAge(node.oldestIdle + since)}</td>
        <td>{held === undefined ? 'unknown' : formatCount(held)} held</td>
        <td>{describeConsumer(node, since, now)}</td>
      </Row>
      <PendingRows stream={stream} rows={node.rows} lane={lane} since={since} />
    </>
  )
}

/** The row that is in the tab order may go, as entries are acked: then it is the first one again. */
function keepTabStop(body: HTMLElement): void {
  const rows = rowsOf(body)
  const [first] = rows
  if (first !== undefined && !rows.some((row) => row.tabIndex === 0)) first.tabIndex = 0
}

function GroupRows(props: LaneProps & { first: boolean }): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null)
  useLayoutEffect(() => {
    if (body.current !== null) keepTabStop(body.current)
  })
  const lane = useLane(props)
  const now = useNow(1000)
  const serverNow = useServerNow(1000)
  if (lane === undefined) return undefined
  const { stream, name } = props
  const since = Math.max(0, serverNow - lane.readAt)
  const unowned = lane.group.facts?.window.rows.filter((row) => row.consumer === undefined) ?? []
  return (
    <tbody ref={body}>
      <Row first={props.first} opens={{ kind: 'group', stream, group: name }}>
        <th scope="rowgroup" className={styles.group}><Name name={name} limit={80} /></th>
        <td colSpan={2}>group</td>
        <td>{lane.group.facts === undefined ? 'not read' : `${formatCount(lane.group.facts.pending)} pending`}</td>
        <td>{lane.group.vanishedAt === undefined ? formatCounted(lane.nodes.length, 'consumer') : 'not there any more'}</td>
      </Row>
      {lane.nodes.map((node) => <ConsumerRows key={node.worker?.id ?? `name ${node.name}`} stream={stream} group={name} node={node} lane={lane} since={since} now={now} />)}
      {unowned.length > 0 && <PendingRows stream={stream} rows={unowned} lane={lane} since={since} />}
    </tbody>
  )
}

/** The drawing's facts as a real table: group, consumer, pending entry. Enter opens a row in the inspector. */
export const FlowTable = memo(function FlowTable({ names, ...lane }: Omit<LaneProps, 'name'> & { names: readonly string[] }): ReactNode {
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">Groups, their consumers and the pending entries that were read. Arrow keys move, Enter opens.</caption>
      <thead><tr><th scope="col">group, consumer, entry</th><th scope="col">owner</th><th scope="col">idle</th><th scope="col">deliveries</th><th scope="col">state</th></tr></thead>
      {names.map((name, index) => <GroupRows key={name} {...lane} name={name} first={index === 0} />)}
    </table>
  )
})
