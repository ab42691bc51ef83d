import type { ServerClock } from '@shared/model/connection-state'

/** For so long after its clock was touched it is not sure by which clock an id was made. */
const UNSURE_MS = 1000

/**
 * Latencies, which are taken as the difference of this machine's clock and the one that ids are made from, when that
 * one is ahead. None while it is held, when no time passes between XADD and receipt, nor just after it was touched.
 */
export function toServerLatencies(samples: readonly number[], server: ServerClock | undefined, now: number): readonly number[] {
  if (server === undefined) return samples
  // It runs with this machine's since it was seen first: nobody has touched it.
  if (server.kind === 'running' && server.ahead === 0) return samples
  if (server.kind === 'held' || now - server.since < UNSURE_MS) return []
  return samples.map((ms) => ms + server.ahead).filter((ms) => ms >= 0)
}
