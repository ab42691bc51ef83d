/** What a mark stands for; the colours of the theme are sent to the worker in this order. */
export const MARK_COLOURS = ['new', 'pend', 'ok', 're', 'bad', 'ghost'] as const
export type MarkColour = (typeof MARK_COLOURS)[number]

/** Shape carries the kind without colour. Hollow: inferred and not seen. */
export const MARK_SHAPES = ['solid', 'hollow', 'diamond', 'cross'] as const
export type MarkShape = (typeof MARK_SHAPES)[number]

/** Floats per mark in a `marks` message: three points on its way, colour, shape, delay and flight in milliseconds, size in pixels. */
export const MARK_STRIDE = 11

/** At most so many marks are in the air; rare ones (claims, redeliveries, failures) have room of their own. */
export const MARK_ROOM = 800
export const RARE_ROOM = 400

export type ToCanvas =
  | { kind: 'start'; canvas: OffscreenCanvas; port: MessagePort }
  /** Canvas size in device pixels, and device pixels per CSS pixel. */
  | { kind: 'size'; width: number; height: number; ratio: number }
  /** As the pixel buffer wants them: one 32-bit word each. */
  | { kind: 'colours'; words: Uint32Array<ArrayBuffer> }
  | { kind: 'marks'; floats: Float32Array<ArrayBuffer> }

/** Once a second while marks move: the 95th percentile of the time between frames, and the most marks in one of them. */
export interface FromCanvas {
  kind: 'frames'
  /** Milliseconds. */
  p95: number
  marks: number
}
