import type { StreamRef } from '@shared/model/stream-ref'
import type { LoggedEvent } from '@shared/model/workbench-event'
import { onEvents } from '../../../store/workbench-store'
import type { Anchors, AnchorKey, Point } from './anchors'
import { MOST_PRESSURE } from '../conserve-marks'
import { createEdgeMeter, type EdgeMeter } from './edge-meter'
import { createFlowCanvas } from './flow-canvas'
import { useMotionDetail, type RateBand } from './motion-detail'
import { MARK_COLOURS, MARK_ROOM, MARK_SHAPES, RARE_ROOM } from './motion-protocol'
import { planFlights, type Flight } from './plan-flights'

/** Together the longest that a mark takes from its event to its place. */
const SPREAD_MS = 80
const FLIGHT_MS = 300
const TELL_MS = 500
/** Frames slower than this lower the detail; faster than EASY_MS for a while raise it again. */
const SLOW_MS = 20
const EASY_MS = 18
const EASY_SECONDS = 8
const MANY_MARKS = 100

interface Edge {
  meter: EdgeMeter
  flight: Flight
  band?: { from: Point; to: Point }
}

/** Draws what events say moved on one stream, until disposed. */
export interface Motion {
  /** Places may have moved: they are measured anew before the next mark. */
  moved(): void
  dispose(): void
}

export interface MotionOptions {
  stream: StreamRef
  anchors: Anchors
  /** Covers the drawing; the canvas goes in here. */
  frame: HTMLElement
}

export function createMotion({ stream, anchors, frame }: MotionOptions): Motion {
  const edges = new Map<string, Edge>()
  let places: ReadonlyMap<AnchorKey, Point> | undefined
  let inAir: { until: number; marks: number; rare: boolean }[] = []
  let pressure = 0
  let easySeconds = 0
  /** Entries that would have been in sight and had no room, since that was last told. */
  let missed = 0

  const canvas = createFlowCanvas(frame, ({ p95, marks }) => {
    easySeconds = p95 < EASY_MS ? easySeconds + 1 : 0
    // A few marks cost nothing: when frames are slow all the same, fewer of them would not help.
    if (p95 > SLOW_MS && marks > MANY_MARKS) pressure = Math.min(MOST_PRESSURE, pressure + 1)
    else if (easySeconds >= EASY_SECONDS && pressure > 0) {
      pressure -= 1
      easySeconds = 0
    }
  })

  const place = (keys: readonly AnchorKey[]): Point | undefined => {
    places ??= anchors.measure(frame.getBoundingClientRect())
    for (const key of keys) {
      const point = places.get(key)
      if (point !== undefined) return point
    }
    return undefined
  }

  const roomFor = (rare: boolean, now: number): number => {
    inAir = inAir.filter((flight) => flight.until > now)
    const used = inAir.reduce((sum, flight) => (flight.rare === rare ? sum + flight.marks : sum), 0)
    return (rare ? RARE_ROOM : MARK_ROOM) - used
  }

  const edgeOf = (flight: Flight): Edge => {
    const found = edges.get(flight.edge)
    if (found !== undefined) return found
    const created: Edge = { meter: createEdgeMeter(), flight }
    edges.set(flight.edge, created)
    return created
  }

  const writeMarks = (floats: number[], flight: Flight, marks: number, size: number): void => {
    const from = place(flight.from)
    const to = place(flight.to)
    if (from === undefined || to === undefined) return
    const over = place(flight.over) ?? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
    const pixels = flight.rare ? 7 : size > 1 ? 6 : 5
    for (let i = 0; i < marks; i++) {
      // Side by side, so that entries of one reply are told apart.
      const aside = ((i % 5) - 2) * 4
      floats.push(
        from.x, from.y + aside, over.x, over.y + aside, to.x, to.y + aside, MARK_COLOURS.indexOf(flight.colour), MARK_SHAPES.indexOf(flight.shape),
        (i / marks) * SPREAD_MS, FLIGHT_MS, pixels
      )
    }
  }

  const draw = (events: readonly LoggedEvent[]): void => {
    const now = performance.now()
    const floats: number[] = []
    for (const flight of planFlights(events, stream)) {
      const edge = edgeOf(flight)
      const from = place(flight.from)
      const to = place(flight.to)
      const inSight = from !== undefined && to !== undefined
      const room = inSight ? roomFor(flight.rare, now) : 0
      const undrawn = edge.meter.account().undrawn
      const { marks, size } = flight.rare ? edge.meter.single(flight.count, now, room) : edge.meter.pass(flight.count, now, { pressure, room })
      if (inSight) {
        edge.band = { from, to }
        missed += edge.meter.account().undrawn - undrawn
      }
      if (marks === 0) continue
      writeMarks(floats, flight, marks, size)
      inAir.push({ until: now + SPREAD_MS + FLIGHT_MS, marks, rare: flight.rare })
    }
    if (floats.length > 0) canvas.fly(new Float32Array(floats))
  }

  const tell = (): void => {
    const now = performance.now()
    const groups = new Map<string, number>()
    const bands: RateBand[] = []
    let largest = 1
    for (const { meter, flight, band } of edges.values()) {
      const perSecond = meter.rate(now)
      if (perSecond === 0) continue
      const level = meter.level()
      const size = level.kind === 'band' ? 0 : level.size
      const worse = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : Math.max(a, b))
      largest = worse(largest, size)
      if (flight.group !== undefined) groups.set(flight.group, worse(groups.get(flight.group) ?? 1, size))
      if (level.kind === 'band' && band !== undefined) bands.push({ ...band, perSecond, colour: flight.colour })
    }
    if (missed > 0) pressure = Math.min(MOST_PRESSURE, pressure + 1)
    useMotionDetail.setState({ groups, largest, bands, undrawn: missed, pressure })
    missed = 0
    places = undefined
  }

  const stopListening = onEvents(draw)
  const timer = setInterval(tell, TELL_MS)
  return {
    moved() {
      places = undefined
      canvas.fit()
    },
    dispose() {
      stopListening()
      clearInterval(timer)
      canvas.dispose()
      useMotionDetail.setState({ groups: new Map(), largest: 1, bands: [], undrawn: 0 })
    }
  }
}
