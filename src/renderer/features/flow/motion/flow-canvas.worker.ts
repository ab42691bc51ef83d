import { MARK_STRIDE, type FromCanvas, type ToCanvas } from './motion-protocol'
import { createPixelCanvas, shapeAt, type PixelCanvas } from './pixel-canvas'

/** A mark on its way: MARK_STRIDE floats, and when it was sent off. */
interface Flight {
  floats: Float32Array
  at: number
  startedAt: number
}

const REPORT_MS = 1000
/** With more marks than these nobody follows a single one: half the frames look the same and cost half of the raster. */
const SMOOTH_MARKS = 24
/** A little under two frames of 60 Hz, so that the second frame is never missed by a hair. Milliseconds. */
const HALF_RATE_MS = 28

let canvas: OffscreenCanvas | undefined
let port: MessagePort | undefined
let screen: PixelCanvas | undefined
let colours = new Uint32Array(0)
let ratio = 1
let flights: Flight[] = []
let running = false
let lastFrame: number | undefined
let drawnAt = 0
let intervals: number[] = []
let mostMarks = 0
let reportedAt = 0

function ease(share: number): number {
  return share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2
}

/** Draws one mark where it is now; false once it has arrived. */
function drawFlight({ floats, at, startedAt }: Flight, now: number): boolean {
  const field = (index: number): number => floats[at + index] ?? 0
  const share = (now - startedAt - field(8)) / field(9)
  if (share >= 1) return false
  if (share < 0) return true
  const way = ease(share) * 2
  const leg = way < 1 ? 0 : 2
  const part = way < 1 ? way : way - 1
  const x = field(leg) + (field(leg + 2) - field(leg)) * part
  const y = field(leg + 1) + (field(leg + 3) - field(leg + 1)) * part
  screen?.mark(x * ratio, y * ratio, Math.round(field(10) * ratio), colours[field(6)] ?? 0, shapeAt(field(7)))
  return true
}

function reportFrames(now: number): void {
  if (lastFrame !== undefined) intervals.push(now - lastFrame)
  lastFrame = now
  if (now - reportedAt < REPORT_MS) return
  intervals.sort((a, b) => a - b)
  const p95 = intervals[Math.floor(intervals.length * 0.95)]
  if (p95 !== undefined && intervals.length > 10) port?.postMessage({ kind: 'frames', p95, marks: mostMarks } satisfies FromCanvas)
  intervals = []
  mostMarks = 0
  reportedAt = now
}

function frame(): void {
  const now = performance.now()
  reportFrames(now)
  if (flights.length > SMOOTH_MARKS && now - drawnAt < HALF_RATE_MS) {
    requestAnimationFrame(frame)
    return
  }
  drawnAt = now
  flights = flights.filter((flight) => drawFlight(flight, now))
  mostMarks = Math.max(mostMarks, flights.length)
  screen?.flush()
  if (flights.length > 0) requestAnimationFrame(frame)
  else {
    // One more frame to wipe the last marks, then nothing at all until something moves.
    requestAnimationFrame(() => {
      screen?.flush()
      running = flights.length > 0
      if (running) requestAnimationFrame(frame)
    })
    lastFrame = undefined
  }
}

function wake(): void {
  if (running) return
  running = true
  lastFrame = undefined
  requestAnimationFrame(frame)
}

// The page makes this worker and is the only one that can write to it.
self.addEventListener('message', ({ data }: MessageEvent<ToCanvas>) => {
  switch (data.kind) {
    case 'start': {
      canvas = data.canvas
      port = data.port
      const context = canvas.getContext('2d', { willReadFrequently: true })
      if (context !== null) screen = createPixelCanvas(context)
      return
    }
    case 'size':
      if (canvas === undefined) return
      canvas.width = data.width
      canvas.height = data.height
      ratio = data.ratio
      screen?.resize(data.width, data.height)
      return
    case 'colours':
      colours = data.words
      return
    case 'marks': {
      const startedAt = performance.now()
      for (let at = 0; at + MARK_STRIDE <= data.floats.length; at += MARK_STRIDE) flights.push({ floats: data.floats, at, startedAt })
      wake()
    }
  }
})
