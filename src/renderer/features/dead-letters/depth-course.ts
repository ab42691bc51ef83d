import type { ByteText } from '@shared/redis/byte-text'
import { compareCounts } from '@shared/redis/count'
import type { LettersReading } from './read-letters'

/** How many letters each handler has at one moment. */
export interface DepthSample {
  at: number
  /** Undefined when not all letters were read: then whose the others are is not known. Letters that name no handler are under undefined. */
  counts: ReadonlyMap<ByteText | undefined, number> | undefined
  length: number
}

export const DEPTHS_KEPT = 900

/** Counts what lies in the stream by the handler that each letter names; redriven ones lie there too. */
export function toDepthSample({ letters, length, more }: LettersReading, at: number): DepthSample {
  // Between two pages some may have come or gone: then it is no picture of one moment.
  const whole = !more && compareCounts(length, letters.length) === 0
  if (!whole) return { at, length: Number(length), counts: undefined }
  const counts = new Map<ByteText | undefined, number>()
  for (const { origin } of letters) counts.set(origin.handler, (counts.get(origin.handler) ?? 0) + 1)
  return { at, length: letters.length, counts }
}

/** Handlers of the course, the one with the most letters of late first. */
export function listHandlers(course: readonly DepthSample[]): (ByteText | undefined)[] {
  const latest = new Map<ByteText | undefined, number>()
  for (const { counts } of course) for (const [handler, count] of counts ?? []) latest.set(handler, count)
  return [...latest].sort((a, b) => b[1] - a[1] || ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)).map(([handler]) => handler)
}
