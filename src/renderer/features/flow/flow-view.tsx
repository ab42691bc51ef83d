import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { PresentReading } from '@shared/model/present-reading'
import { selectLateAfter } from '@shared/model/select-pending-class'
import type { StreamRef } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import { formatAge } from '../../lib/format-age'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { useCommands } from '../../store/command-registry'
import { useCurrentConnection } from '../../store/current'
import { useSettings } from '../../store/settings-store'
import { useView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import { Segmented } from '../../ui/segmented'
import { NoGroups, NoStream, Unreadable } from './flow-empty'
import { FlowLegend } from './flow-legend'
import { FlowChoice, FlowOverview } from './flow-overview'
import { setAllBeside, useFlowChoice } from './flow-store'
import { FlowTable } from './flow-table'
import styles from './flow-view.module.css'
import { GroupLane } from './group-lane'
import { GroupRow } from './group-row'
import { MotionLayer } from './motion/motion-layer'
import { NothingLost } from './nothing-lost'
import { orderGroups, type GroupOrder } from './order-groups'
import { ProducerColumn } from './producer-column'
import { StreamTape } from './stream-tape'
import { useCalm } from './use-calm'
import { useStream } from './use-flow-state'

/** Lanes in full; with more groups each is a row that opens. */
const LANES = 6

/** A reading older than this while the stream is watched is worth a word. The slowest lane of the observer is 5 s. */
const OLD_MS = 12_000

function useStaleness(reading: PresentReading, connectionReady: boolean): string | undefined {
  const now = useNow(1000)
  const live = useWorkbenchStore((store) => store.feed.kind === 'live')
  const age = now - reading.at
  if (!live) return `The feed from Sluice is interrupted. As of ${formatAge(age)} ago.`
  if (!connectionReady) return `The server cannot be reached. As of ${formatAge(age)} ago.`
  return age > OLD_MS ? `Not read since. As of ${formatAge(age)} ago.` : undefined
}

function GroupRows({ stream, reading, idleSetting }: { stream: StreamState; reading: PresentReading; idleSetting: number }): ReactNode {
  const [order, setOrder] = useState<GroupOrder>('attention')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback((name: string) => setOpen((before) => {
    const after = new Set(before)
    if (!after.delete(name)) after.add(name)
    return after
  }), [])
  // Not with every reading, so that rows do not jump under the pointer.
  const calm = useCalm(stream.groups, 2000)
  const names = useMemo(() => orderGroups(calm, order, idleSetting), [calm, order, idleSetting])
  return (
    <>
      <div className={styles.overview}>
        <p><b>{formatCount(stream.groups.length)} groups</b>, folded to a line each; a line opens to its lane</p>
        <Segmented label="Order" labelHidden value={order} onChange={setOrder} options={[{ value: 'attention', label: 'Late first' }, { value: 'name', label: 'By name' }]} />
      </div>
      {names.map((name) => {
        const lane = { stream: stream.ref, name, reading, epoch: stream.epoch, idleSetting }
        return (
          <div key={name} className={styles.folded}>
            <GroupRow {...lane} open={open.has(name)} onToggle={toggle} />
            {open.has(name) && <GroupLane {...lane} />}
          </div>
        )
      })}
    </>
  )
}

/** What all groups have in common; undefined when their sweepers differ. */
function sameLateAfter({ groups }: StreamState, idleSetting: number): number | undefined {
  const [first, ...others] = new Set(groups.map((group) => selectLateAfter(group, idleSetting)))
  return others.length > 0 ? undefined : first
}

function Drawing({ stream, reading }: { stream: StreamState; reading: PresentReading }): ReactNode {
  const connection = useCurrentConnection()
  const idleSetting = useSettings((store) => store.settings.idleThresholdMs)
  const [table, setTable] = useState(false)
  const toggleTable = useCallback(() => setTable((shown) => !shown), [])
  useCommands(useMemo(() => [{ id: 'flow.table', title: 'Flow: table or drawing', section: 'Flow', run: toggleTable }], [toggleTable]))
  const stale = useStaleness(reading, connection?.status.kind === 'ready')
  const names = useMemo(() => stream.groups.map((group) => group.name), [stream.groups])
  const omitted = reading.groupsOmitted
  return (
    <MotionLayer stream={stream.ref} still={stale !== undefined || table}>
      <div className={styles.content} data-stale={stale !== undefined || undefined}>
        {stale !== undefined && <p className={styles.stale} role="status">{stale}</p>}
        <div className={styles.source}>
          <ProducerColumn stream={stream.ref} />
          <StreamTape stream={stream} idleSetting={idleSetting} />
        </div>
        {names.length === 0 && <NoGroups stream={stream} connection={connection} />}
        {table
          ? <FlowTable stream={stream.ref} reading={reading} epoch={stream.epoch} idleSetting={idleSetting} names={names} />
          : names.length > LANES
            ? <GroupRows stream={stream} reading={reading} idleSetting={idleSetting} />
            : names.map((name) => <GroupLane key={name} stream={stream.ref} name={name} reading={reading} epoch={stream.epoch} idleSetting={idleSetting} />)}
        {omitted > 0 && <p className={styles.omitted}>{formatCount(omitted)} more groups exist, and are not read at this rate to spare the server.</p>}
        {names.length > 0 && <FlowLegend lateAfter={sameLateAfter(stream, idleSetting)} table={table} onToggleTable={toggleTable} />}
        <NothingLost stream={stream} reading={reading} />
      </div>
    </MotionLayer>
  )
}

function StreamFlow({ stream: ref }: { stream: StreamRef }): ReactNode {
  const stream = useStream(ref)
  const now = useNow(1000)
  const connection = useCurrentConnection()
  if (stream === undefined) return <NoStream connection={connection} />
  const { reading, lastPresent } = stream
  // A reading that failed once keeps the last picture, as stale; a stream that is gone does not.
  const shown = reading?.kind === 'present' ? reading : reading?.kind === 'failed' ? lastPresent : undefined
  if (shown === undefined) return <Unreadable reading={reading?.kind === 'present' ? undefined : reading} stream={stream} now={now} />
  return <Drawing stream={stream} reading={shown} />
}

/** Home: producers, stream tape, group lanes, consumers, outcomes. State is drawn from state, motion from events. */
export function FlowView(): ReactNode {
  const stream = useView((view) => view.stream)
  const connection = useCurrentConnection()
  const all = useFlowChoice((choice) => stream !== undefined && choice.allBeside === stream)
  // Coming back to it later is a choice of its own.
  useEffect(() => { if (!all) setAllBeside(undefined) }, [all])
  useCommands(useMemo(() => [{ id: 'flow.all', title: 'Flow: all watched streams side by side, or one', section: 'Flow', run: () => setAllBeside(all ? undefined : stream) }], [all, stream]))
  if (stream === undefined) return <div className={styles.flow}><NoStream connection={connection} /></div>
  return (
    <div className={styles.flow}>
      <FlowChoice stream={stream} all={all} />
      <div className={styles.drawn}>
        {all ? <FlowOverview connection={stream.connection} /> : <StreamFlow key={`${stream.connection}/${stream.key}`} stream={stream} />}
      </div>
    </div>
  )
}
