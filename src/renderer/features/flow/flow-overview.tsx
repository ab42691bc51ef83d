import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { ConnectionId, StreamRef } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import type { WorkbenchState } from '@shared/model/workbench-state'
import type { LabState } from '@shared/model/worker-state'
import { formatCount } from '../../lib/format-count'
import { useSettings } from '../../store/settings-store'
import { setView } from '../../store/view-store'
import { useWorkbench, useWorkbenchStore } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Segmented } from '../../ui/segmented'
import styles from './flow-overview.module.css'
import { setAllBeside } from './flow-store'
import view from './flow-view.module.css'
import { GroupLane } from './group-lane'
import { GroupRow } from './group-row'
import { useMotionDetail } from './motion/motion-detail'
import { ProducerColumn } from './producer-column'
import { StreamTape } from './stream-tape'

function labOf(state: WorkbenchState, { connection, key }: StreamRef): LabState | undefined {
  return Object.values(state.labs).find((lab) => lab.connection === connection && lab.streams.includes(key))
}

/** Streams of a connection that are watched and read by groups: those of labs first, in the order of their start. */
export function selectFlows(state: WorkbenchState, connection: ConnectionId | undefined): StreamState[] {
  const order = Object.keys(state.labs)
  const place = (stream: StreamState): number => {
    const lab = labOf(state, stream.ref)
    return lab === undefined ? order.length : order.indexOf(lab.id)
  }
  return Object.values(state.streams)
    .filter(({ ref, groups, lastPresent }) => ref.connection === connection && groups.length > 0 && lastPresent !== undefined)
    .sort((one, other) => place(one) - place(other) || (one.ref.key < other.ref.key ? -1 : 1))
}

/** One stream, or all that there are; there while there is more than one. */
export function FlowChoice({ stream, all }: { stream: StreamRef; all: boolean }): ReactNode {
  const count = useWorkbench((state) => selectFlows(state, stream.connection).length)
  if (count < 2 && !all) return undefined
  return (
    <div className={styles.choice}>
      <Segmented
        label="What Flow draws" labelHidden value={all ? 'all' : 'one'} onChange={(next) => setAllBeside(next === 'all' ? stream : undefined)}
        options={[{ value: 'one', label: 'This stream' }, { value: 'all', label: `All ${formatCount(count)} side by side` }]}
      />
      {all && <p>Every watched stream that a group reads. Marks move in the flow of one stream; here numbers and grids do.</p>}
    </div>
  )
}

function StreamBand({ stream, idleSetting }: { stream: StreamState; idleSetting: number }): ReactNode {
  const lab = useWorkbench((state) => labOf(state, stream.ref))
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback((name: string) => setOpen((before) => {
    const after = new Set(before)
    if (!after.delete(name)) after.add(name)
    return after
  }), [])
  const reading = stream.lastPresent
  if (reading === undefined) return undefined
  const title = lab?.title ?? stream.ref.key
  return (
    <section className={styles.band} aria-label={`Flow of ${title}`}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {lab !== undefined && <span data-status={lab.status}>{lab.status}</span>}
        <Button size="small" variant="quiet" onClick={() => setView({ stream: { ...stream.ref } })}>Open alone</Button>
      </header>
      <div className={styles.source}>
        <ProducerColumn stream={stream.ref} />
        <StreamTape stream={stream} idleSetting={idleSetting} />
      </div>
      {stream.groups.map(({ name }) => {
        const lane = { stream: stream.ref, name, reading, epoch: stream.epoch, idleSetting }
        return (
          <div key={name} className={view.folded}>
            <GroupRow {...lane} open={open.has(name)} onToggle={toggle} />
            {open.has(name) && <GroupLane {...lane} />}
          </div>
        )
      })}
    </section>
  )
}

/** Several labs, or any watched streams, one band each: tape, producers, and a line for each group that opens to its lane. */
export function FlowOverview({ connection }: { connection: ConnectionId }): ReactNode {
  const flows = useWorkbenchStore(useShallow((store) => selectFlows(store.workbench, connection)))
  const idleSetting = useSettings((store) => store.settings.idleThresholdMs)
  // No marks fly here: what an earlier drawing said of them holds no more.
  useEffect(() => useMotionDetail.setState({ mode: 'still', groups: new Map(), largest: 1, bands: [], undrawn: 0 }), [])
  return <div className={styles.overview}>{flows.map((stream) => <StreamBand key={stream.ref.key} stream={stream} idleSetting={idleSetting} />)}</div>
}
