/** What we saw happen to a group, and what the server says, at one reading. */
export interface DriftSample {
  at: number
  epoch: number
  /** The server's count of the PEL. */
  pending: number
  /** First deliveries less acks and drops, as seen since the stream is watched. */
  net: number
  /** All that was seen to pass, to tell how far apart two honest readings may be. */
  passed: number
}

export interface Drift {
  /** pending − net when they were last taken to agree. */
  baseline: number
  last: DriftSample
  /** Since when they differ by more than one reading explains. */
  since?: number
  /** Pending by the server less pending by what we saw. */
  difference: number
}

const SHOWN_AFTER_MS = 2000
const REBASED_AFTER_MS = 30_000

/**
 * Compares marks and server. What passed between two readings may be counted on either side of them, so only a larger
 * difference counts. After half a minute the server is taken at its word: what was missed will not be seen any more.
 */
export function trackDrift(before: Drift | undefined, sample: DriftSample): Drift {
  const fresh: Drift = { baseline: sample.pending - sample.net, last: sample, difference: 0 }
  if (before === undefined || before.last.epoch !== sample.epoch || sample.passed < before.last.passed) return fresh
  const difference = sample.pending - sample.net - before.baseline
  const tolerance = sample.passed - before.last.passed
  if (Math.abs(difference) <= tolerance) return { baseline: before.baseline, last: sample, difference }
  const since = before.since ?? sample.at
  return sample.at - since > REBASED_AFTER_MS ? fresh : { baseline: before.baseline, last: sample, since, difference }
}

/** True once they have differed for longer than two seconds. */
export function isDrifting(drift: Drift | undefined): drift is Drift {
  return drift?.since !== undefined && drift.last.at - drift.since > SHOWN_AFTER_MS
}
