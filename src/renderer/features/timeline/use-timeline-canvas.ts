import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { useStableCallback } from '../../lib/use-stable-callback'
import { drawTimeline, type TimelineColors } from './draw-timeline'
import type { Lane } from './timeline-record'
import type { UnseenSpan } from './unseen-spans'

/** How often it moves on: calm, and cheap without a GPU. Once a second when motion is reduced. */
const FRAME_MS = 100
const REDUCED_FRAME_MS = 1000

interface TimelineCanvas {
  lanes: () => readonly (Lane | undefined)[]
  unseen: (now: number) => readonly UnseenSpan[]
  /** What the lanes are of: another is drawn at once, also while it stands. */
  subject: unknown
  laneCount: number
  /** Keeps it at the moment it was last drawn at. */
  stands: boolean
  reduced: boolean
  theme: string
}

function readColors(element: Element): TimelineColors {
  const style = getComputedStyle(element)
  const color = (name: string): string => style.getPropertyValue(name).trim()
  return {
    added: color('--new'), delivered: color('--pend'), acked: color('--ok'), again: color('--re'), bad: color('--bad'),
    line: color('--line'), now: color('--ink'), unseen: color('--edge')
  }
}

/** Matches the canvas to its size on the screen and returns a context in CSS pixels. */
function fitCanvas(element: HTMLCanvasElement): CanvasRenderingContext2D | undefined {
  const ratio = window.devicePixelRatio
  const width = Math.round(element.clientWidth * ratio)
  const height = Math.round(element.clientHeight * ratio)
  if (element.width !== width) element.width = width
  if (element.height !== height) element.height = height
  const context = element.getContext('2d') ?? undefined
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}

/** Keeps a canvas drawn. Returns the wall clock at its right edge as last drawn. */
export function useTimelineCanvas(canvas: RefObject<HTMLCanvasElement | null>, options: TimelineCanvas): RefObject<number> {
  const drawnNow = useRef(0)
  const { subject, laneCount, stands, reduced, theme } = options
  const draw = useStableCallback(() => {
    const element = canvas.current
    const context = element === null ? undefined : fitCanvas(element)
    if (element === null || context === undefined) return
    const { clientWidth: width, clientHeight: height } = element
    const now = stands && drawnNow.current > 0 ? drawnNow.current : Date.now()
    drawnNow.current = now
    drawTimeline(context, { lanes: options.lanes(), unseen: options.unseen(now), now, width, laneHeight: height / Math.max(1, laneCount), colors: readColors(element) })
  })

  useLayoutEffect(draw, [draw, subject, laneCount, stands, theme])
  useEffect(() => {
    if (canvas.current === null) return
    const observer = new ResizeObserver(draw)
    observer.observe(canvas.current)
    return () => observer.disconnect()
  }, [canvas, draw])
  useEffect(() => {
    if (stands) return
    const timer = setInterval(() => { if (!document.hidden) draw() }, reduced ? REDUCED_FRAME_MS : FRAME_MS)
    return () => clearInterval(timer)
  }, [draw, stands, reduced])
  return drawnNow
}
