import { BUCKET_MS, SPAN_MS, type Lane, type MarkKind, type TimelineMark } from './timeline-record'
import type { UnseenSpan } from './unseen-spans'

export interface TimelineColors {
  added: string
  delivered: string
  acked: string
  again: string
  bad: string
  line: string
  now: string
  unseen: string
}

export interface TimelinePicture {
  lanes: readonly (Lane | undefined)[]
  unseen: readonly UnseenSpan[]
  /** Wall clock at the right edge. */
  now: number
  /** CSS pixels. */
  width: number
  laneHeight: number
  colors: TimelineColors
}

/** Room at the right, so that the newest mark is not cut. */
const MARGIN = 10

export function timeToX(at: number, now: number, width: number): number {
  return width - MARGIN - ((now - at) / SPAN_MS) * (width - MARGIN)
}

export function xToTime(x: number, now: number, width: number): number {
  return now - ((width - MARGIN - x) / (width - MARGIN)) * SPAN_MS
}

/** Taller is more, on a logarithmic scale: one entry is seen, a thousand do not hide the rest. */
function barHeight(count: number, most: number): number {
  return Math.min(most, most * 0.55 + Math.log2(count) * 0.8)
}

function drawFlow(context: CanvasRenderingContext2D, lane: Lane, top: number, { now, width, laneHeight, colors }: TimelinePicture): void {
  const bar = Math.max(1.5, ((width - MARGIN) * BUCKET_MS) / SPAN_MS - 0.4)
  const middle = top + laneHeight / 2
  const most = laneHeight / 2 - 4
  const from = Math.floor((now - SPAN_MS) / BUCKET_MS)
  for (const [bucket, counts] of lane.buckets) {
    if (bucket < from || bucket * BUCKET_MS > now) continue
    const x = timeToX(bucket * BUCKET_MS, now, width)
    if (counts.added > 0) {
      const height = barHeight(counts.added, most * 2)
      context.fillStyle = colors.added
      context.fillRect(x, middle - height / 2, bar, height)
    }
    // Delivered grows up from the middle and acked down, so that one never hides the other.
    if (counts.delivered > 0) {
      const height = barHeight(counts.delivered, most)
      context.fillStyle = colors.delivered
      context.fillRect(x, middle - height - 0.5, bar, height)
    }
    if (counts.acked > 0) {
      context.fillStyle = colors.acked
      context.fillRect(x, middle + 0.5, bar, barHeight(counts.acked, most))
    }
  }
}

const SHAPES: Record<MarkKind, (context: CanvasRenderingContext2D, x: number, middle: number, half: number) => void> = {
  redelivered: (context, x, middle, half) => context.fillRect(x - 2, middle - half, 4, half * 2),
  claimed: (context, x, middle) => context.fillRect(x - 4.5, middle - 4.5, 9, 9),
  failed: (context, x, middle) => fillPath(context, [[x, middle - 5.5], [x + 5.5, middle], [x, middle + 5.5], [x - 5.5, middle]]),
  crashed: (context, x, middle, half) => {
    context.fillRect(x - 0.75, middle - half, 1.5, half * 2)
    fillPath(context, [[x - 6, middle - half], [x + 6, middle - half], [x, middle - half + 8]])
  }
}

function fillPath(context: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  context.beginPath()
  for (const [x, y] of points) context.lineTo(x, y)
  context.fill()
}

function drawUnseen(context: CanvasRenderingContext2D, span: UnseenSpan, { lanes, now, width, laneHeight, colors }: TimelinePicture): void {
  const left = Math.max(0, timeToX(Math.max(span.from, now - SPAN_MS), now, width))
  const right = timeToX(Math.min(span.to, now), now, width)
  const height = lanes.length * laneHeight
  if (right - left < 1) return
  context.save()
  context.beginPath()
  context.rect(left, 0, right - left, height)
  context.clip()
  context.globalAlpha = 0.4
  context.strokeStyle = colors.unseen
  context.beginPath()
  for (let x = left - height; x < right; x += 7) {
    context.moveTo(x, height)
    context.lineTo(x + height, 0)
  }
  context.stroke()
  context.restore()
}

/** Draws the whole picture. The context is scaled to CSS pixels. */
export function drawTimeline(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { lanes, now, width, laneHeight, colors } = picture
  const height = lanes.length * laneHeight
  context.clearRect(0, 0, width, height)
  context.fillStyle = colors.line
  for (let row = 1; row <= lanes.length; row++) context.fillRect(0, row * laneHeight - 1, width, 1)
  for (const span of picture.unseen) drawUnseen(context, span, picture)
  lanes.forEach((lane, row) => { if (lane !== undefined) drawFlow(context, lane, row * laneHeight, picture) })
  lanes.forEach((lane, row) => {
    for (const mark of lane?.marks ?? []) {
      if (mark.at < now - SPAN_MS || mark.at > now) continue
      context.fillStyle = mark.kind === 'redelivered' || mark.kind === 'claimed' ? colors.again : colors.bad
      SHAPES[mark.kind](context, timeToX(mark.at, now, width), row * laneHeight + laneHeight / 2, laneHeight / 2 - 3)
    }
  })
  context.fillStyle = colors.now
  context.fillRect(width - MARGIN, 0, 1, height)
}

/** The mark nearest to `x` within 12 px, for the pointer. */
export function findMark(lane: Lane | undefined, x: number, now: number, width: number): TimelineMark | undefined {
  let best: { mark: TimelineMark; distance: number } | undefined
  for (const mark of lane?.marks ?? []) {
    const distance = Math.abs(timeToX(mark.at, now, width) - x)
    if (distance <= 12 && mark.at <= now && (best === undefined || distance < best.distance)) best = { mark, distance }
  }
  return best?.mark
}
