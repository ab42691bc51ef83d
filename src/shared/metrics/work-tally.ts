/** How one attempt at an entry ended. `skipped`: acked without work. `dead_lettered`: it was the last attempt. */
export type WorkStatus = 'success' | 'failed' | 'skipped' | 'dead_lettered'

/** Upper bounds in seconds; one more count follows them, for what took longer. */
export const SECONDS_BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

/** Events, by what they say of themselves. An event that names no type has an empty one. */
export interface PublishTally {
  type: string
  source: string
  count: number
}

export interface AttemptTally {
  type: string
  status: WorkStatus
  count: number
}

/** Durations of work. `buckets[i]` counts those within SECONDS_BOUNDS[i] and no earlier one: they are not cumulative. */
export interface DurationTally {
  type: string
  count: number
  seconds: number
  buckets: number[]
}

/** What a worker did since its last report. Absent means nothing of the kind. */
export interface WorkReport {
  published?: PublishTally[]
  /** Events that a producer sent and that were there already, or were being worked on: nothing was added for them. */
  repeated?: PublishTally[]
  worked?: AttemptTally[]
  took?: DurationTally[]
}

/** More types than these in one report or one metric are counted together, so that no payload can flood either. */
export const OTHER = 'other'

export function emptyDuration(type: string): DurationTally {
  return { type, count: 0, seconds: 0, buckets: Array.from({ length: SECONDS_BOUNDS.length + 1 }, () => 0) }
}

export function noteDuration(tally: DurationTally, milliseconds: number, times = 1): void {
  const seconds = milliseconds / 1000
  const found = SECONDS_BOUNDS.findIndex((bound) => seconds <= bound)
  const at = found < 0 ? SECONDS_BOUNDS.length : found
  tally.buckets[at] = (tally.buckets[at] ?? 0) + times
  tally.count += times
  tally.seconds += seconds * times
}

export function addDuration(into: DurationTally, more: DurationTally): void {
  into.count += more.count
  into.seconds += more.seconds
  more.buckets.forEach((count, at) => {
    into.buckets[at] = (into.buckets[at] ?? 0) + count
  })
}
