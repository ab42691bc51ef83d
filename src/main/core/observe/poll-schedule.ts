/** Milliseconds between readings of one stream: while something happens, and when nothing does. */
export const BUSY_MS = 250
export const CALM_MS = 1000

/** Size makes a reading dear, for the server and for the feed: it is then made less often (TRUST 6d). */
const LANES = [
  { groups: 500, consumers: 5000, ms: 5000 },
  { groups: 50, consumers: 1000, ms: 1000 }
] as const

/** A hidden window is read at a tenth of the rate (TRUST O4). */
const HIDDEN_FACTOR = 10

export interface ReadingSize {
  groups: number
  consumers: number
}

/** How fast one stream is read. Pure: the next pace follows from the last and from what the reading showed. */
export interface Pace {
  ms: number
}

export const FIRST_PACE: Pace = { ms: BUSY_MS }

/** Back to busy at once on a change; calms down by half steps, so that a pause between two bursts costs no freshness. */
export function nextPace(pace: Pace, changed: boolean): Pace {
  return { ms: changed ? BUSY_MS : Math.min(CALM_MS, pace.ms * 1.5) }
}

/** The pause before the next reading. `scale` is the share of the full rate that the server's budget leaves, 0 to 1. */
export function pauseAfter(pace: Pace, size: ReadingSize, scale: number, hidden: boolean): number {
  const lane = LANES.find(({ groups, consumers }) => size.groups > groups || size.consumers > consumers)
  return (Math.max(pace.ms, lane?.ms ?? 0) / scale) * (hidden ? HIDDEN_FACTOR : 1)
}
