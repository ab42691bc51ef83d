import { create } from 'zustand'
import { formatCount, formatRate } from '../../../lib/format-count'
import type { Point } from './anchors'
import type { MarkColour } from './motion-protocol'

/** An edge too fast for marks: as wide as its measured rate. */
export interface RateBand {
  from: Point
  to: Point
  perSecond: number
  colour: MarkColour
}

export type MotionMode = 'moving' | 'paused' | 'reduced' | 'still' | 'not-available'

interface MotionDetail {
  mode: MotionMode
  /** Entries per mark at most, per group, where it is more than one. 0: too fast for marks. */
  groups: ReadonlyMap<string, number>
  /** Entries per mark at most, over all edges. 0: some edge is a band. */
  largest: number
  bands: readonly RateBand[]
  /** Entries that passed without a mark in the last seconds. */
  undrawn: number
  /** Levels given up because frames came too slowly. */
  pressure: number
}

/** What the drawing of motion leaves out, so that it can be named on the screen. */
export const useMotionDetail = create<MotionDetail>(() => ({ mode: 'still', groups: new Map(), largest: 1, bands: [], undrawn: 0, pressure: 0 }))

const DECORATION = 'Marks move because an event said so. The flight itself is decoration: an entry is pending the moment Redis replied. Solid marks were seen on our own wire, hollow ones are inferred from two readings.'

/** The sentence that names the level of detail. */
export function useMotionSummary(): { text: string; hint?: string } {
  const mode = useMotionDetail((detail) => detail.mode)
  const largest = useMotionDetail((detail) => detail.largest)
  const undrawn = useMotionDetail((detail) => detail.undrawn)
  const pressure = useMotionDetail((detail) => detail.pressure)
  switch (mode) {
    case 'paused':
      return { text: 'motion paused', hint: 'Entries go on; numbers and grids show them. Resume motion at the top.' }
    case 'reduced':
      return { text: 'reduced motion: no flight', hint: 'The same information, in steps. Settings or the system decide this.' }
    case 'not-available':
      return { text: 'no motion here', hint: 'This browser cannot draw from a worker. Numbers and grids show the same.' }
    case 'still':
      return { text: 'nothing moves', hint: 'What is shown is not live, or shown as a table.' }
    case 'moving': {
      const size = largest === 1 ? '1 mark = 1 entry' : largest === 0 ? 'fast edges as bands' : `1 mark = up to ${formatCount(largest)} entries`
      const without = undrawn > 0 ? ` · ${formatCount(undrawn)} passed without a mark` : ''
      const slow = pressure > 0 ? `\nDetail was lowered by ${pressure}, because frames came slowly.` : ''
      return { text: `${size}${without}`, hint: `${DECORATION}${slow}` }
    }
  }
}

export function formatBand(perSecond: number): string {
  return `${formatRate(perSecond)} /s`
}
