import { memo, useMemo, useRef, useState, type PointerEvent, type ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { formatClock } from '../../lib/format-time'
import { useNow } from '../../lib/use-now'
import { useMotionPaused, useReducedMotion, useTheme } from '../../store/appearance'
import { select, useView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { describeMark, describeMoment, describeSpan } from './describe-lane'
import { findMark, xToTime } from './draw-timeline'
import { timelineRecord } from './start-timeline'
import { SPAN_MS, type Lane } from './timeline-record'
import styles from './timeline.module.css'
import type { UnseenSpan } from './unseen-spans'
import { useTimelineCanvas } from './use-timeline-canvas'

interface LaneName { group: ByteText | undefined }

function laneOf(stream: StreamRef, { group }: LaneName): Lane | undefined {
  const record = timelineRecord.stream(stream)
  return group === undefined ? record?.producers : record?.groups.get(group)
}

/** While the feed is broken, nothing is seen either. */
function unseenOn({ connection }: StreamRef, brokenSince: number | undefined, now: number): readonly UnseenSpan[] {
  const spans = timelineRecord.unseen.on(connection)
  return brokenSince === undefined ? spans : [...spans, { from: brokenSince, to: now }]
}

const titleOf = ({ group }: LaneName): string => (group === undefined ? 'producers' : nameToText(group, 60))

/** Stays the same array while the groups do, so that a busy stream does not draw the lanes anew. */
function useGroupNames(stream: StreamRef | undefined): readonly ByteText[] {
  return useWorkbenchStore(useShallow((store) => (stream === undefined ? undefined : store.workbench.streams[toStreamId(stream)])?.groups.map((group) => group.name) ?? []))
}

/** Since when the feed is interrupted, if it is. */
function useBrokenSince(): number | undefined {
  return useWorkbenchStore(({ feed }) => (feed.kind === 'interrupted' ? feed.since : undefined))
}

/** The same minute as a table, for those who cannot see it drawn. */
const LaneTable = memo(function LaneTable({ stream, lanes }: { stream: StreamRef; lanes: readonly LaneName[] }): ReactNode {
  const now = useNow(2000)
  const unseen = unseenOn(stream, useBrokenSince(), now)
  return (
    <table className="visually-hidden">
      <caption>The last 60 seconds</caption>
      <thead><tr><th scope="col">Lane</th><th scope="col">What happened</th></tr></thead>
      <tbody>
        {lanes.map((lane) => (
          <tr key={lane.group === undefined ? 'producers' : `group ${lane.group}`}>
            <th scope="row">{titleOf(lane)}</th>
            <td>{describeSpan(laneOf(stream, lane), now - SPAN_MS, now, unseen)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
})

const LEGEND = [['added', 'bar'], ['delivered', 'bar'], ['acked', 'bar'], ['redelivered', 'bar'], ['claimed', 'square'], ['failed', 'diamond'], ['crashed', 'triangle'], ['not observed', 'hatch']] as const

function Legend(): ReactNode {
  return <span className={styles.legend}>{LEGEND.map(([word, shape]) => <span key={word}><i aria-hidden data-word={word} data-shape={shape} />{word}</span>)}</span>
}

/** The last minute of a stream: a lane for what adds to it and one for each group, drawn from what was seen to happen. */
export function Timeline(): ReactNode {
  const ref = useView((view) => view.stream)
  const groups = useGroupNames(ref)
  const feed = useWorkbenchStore((store) => store.feed)
  const brokenSince = useBrokenSince()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [stood, setStood] = useState(false)
  const motionPaused = useMotionPaused()
  const stands = stood || motionPaused
  const [readout, setReadout] = useState<string>()
  const lanes = useMemo((): readonly LaneName[] => [{ group: undefined }, ...groups.map((group) => ({ group }))], [groups])
  const drawnNow = useTimelineCanvas(canvas, {
    lanes: () => (ref === undefined ? [] : lanes.map((lane) => laneOf(ref, lane))),
    subject: ref, laneCount: lanes.length, stands, reduced: useReducedMotion(), theme: useTheme(), unseen: (now) => (ref === undefined ? [] : unseenOn(ref, brokenSince, now))
  })
  if (ref === undefined) return <EmptyState title="No stream to watch">Once a stream is watched, the last minute of it is drawn here.</EmptyState>

  const at = (event: PointerEvent): { lane: LaneName; x: number; width: number } | undefined => {
    const box = event.currentTarget.getBoundingClientRect()
    const lane = lanes[Math.floor(((event.clientY - box.top) / box.height) * lanes.length)]
    return lane === undefined ? undefined : { lane, x: event.clientX - box.left, width: box.width }
  }
  const read = (event: PointerEvent): void => {
    const place = at(event)
    if (place === undefined) return setReadout(undefined)
    const lane = laneOf(ref, place.lane)
    const mark = findMark(lane, place.x, drawnNow.current, place.width)
    const time = mark?.at ?? xToTime(place.x, drawnNow.current, place.width)
    setReadout(`${formatClock(time, 1)} ${titleOf(place.lane)}: ${mark === undefined ? describeMoment(lane, time, unseenOn(ref, brokenSince, drawnNow.current)) : describeMark(mark)}`)
  }
  const choose = (event: PointerEvent): void => {
    const place = at(event)
    const mark = place && findMark(laneOf(ref, place.lane), place.x, drawnNow.current, place.width)
    if (place === undefined || mark === undefined) return
    if (mark.kind === 'crashed' && place.lane.group !== undefined) select({ kind: 'consumer', stream: ref, group: place.lane.group, consumer: mark.who })
    else if (mark.id !== undefined) select({ kind: 'entry', stream: ref, id: mark.id })
  }
  return (
    <div className={styles.timeline}>
      <div className={styles.lanes}>
        <div className={styles.names} aria-hidden>{lanes.map((lane) => <span key={lane.group === undefined ? 'producers' : `group ${lane.group}`}>{lane.group === undefined ? 'producers' : <Name name={lane.group} limit={40} />}</span>)}</div>
        <canvas ref={canvas} aria-hidden className={styles.canvas} style={{ height: `calc(${lanes.length} * 31px * var(--scale))` }} onPointerMove={read} onPointerLeave={() => setReadout(undefined)} onPointerDown={choose} />
      </div>
      <LaneTable stream={ref} lanes={lanes} />
      <div className={styles.foot}>
        <Button size="small" aria-pressed={stood} onClick={() => setStood(!stood)} reason={motionPaused ? 'Motion is paused, in the bar at the top.' : undefined}>{stood ? 'Go on' : 'Pause'}</Button>
        {readout === undefined ? <Legend /> : <span>{readout}</span>}
        <span className={styles.clock}>{stands ? 'stands; recording goes on' : feed.kind === 'live' ? '60 s, live' : 'no news'}</span>
      </div>
    </div>
  )
}
