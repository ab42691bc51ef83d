import type { ScaleOutPolicy } from '../labs/lab-file'
import type { ByteText } from '../redis/byte-text'
import type { GroupSample } from './stream-state'
import type { ConsumerState } from './worker-state'

/** How the lag went: at the begin and at the end of a span. */
export interface LagCourse {
  from: number
  to: number
  /** Milliseconds. */
  overMs: number
}

/** What to do about a group's lag by its policy. */
export type ScaleOutAdvice =
  | { kind: 'none' }
  /** The lag, or a part of its course, is not known: nothing follows from it. */
  | { kind: 'unknown'; why: string }
  | { kind: 'add'; course: LagCourse; consumers: number }
  /** It falls behind, and a further consumer is not the cure. */
  | { kind: 'other-cure'; course: LagCourse; consumer: ByteText; why: string }
  | { kind: 'at-max'; course: LagCourse; max: number }

export interface ScaleOutQuestion {
  policy: ScaleOutPolicy
  /** Of the group, oldest first. */
  samples: readonly GroupSample[]
  /** Consumers of Sluice in the group. */
  own: readonly ConsumerState[]
  /** Host wall clock, milliseconds. */
  now: number
}

/** A course that ended longer ago says nothing of now. Readings are a tenth as frequent while no page is seen. */
const FRESH_MS = 15_000

const STANDS: Partial<Record<ConsumerState['status']['kind'], string>> = {
  frozen: 'is frozen: resume it first', held: 'is held at a gate: release it first', stopped: 'is stopped: start it first',
  crashed: 'has crashed: start it first', parked: 'is parked: see why it left the server', reconnecting: 'has lost the server'
}

/** A consumer that could work and does not: while there is one, another one is not what is missing. */
function findIdle(own: readonly ConsumerState[]): { consumer: ByteText; why: string } | undefined {
  for (const { name, status, paused } of own) {
    const why = STANDS[status.kind] ?? (paused === undefined ? undefined : `reads nothing new while ${paused.pending} are pending, more than ${paused.above}: a further one would wait too`)
    if (why !== undefined) return { consumer: name, why }
  }
  return undefined
}

/**
 * SYSTEMS B4, D5: lag that stays above the limit for as long as the policy says, and does not fall, asks for one consumer
 * more, unless one of them stands idle. Each consumer that starts gets that long to show what it does. Pure.
 */
export function suggestScaleOut({ policy, samples, own, now }: ScaleOutQuestion): ScaleOutAdvice {
  const last = samples.at(-1)
  if (last === undefined || now - last.at > FRESH_MS) return { kind: 'unknown', why: 'the group was not read of late' }
  if (last.lag === undefined) return { kind: 'unknown', why: 'the server does not say how many entries the group was not given' }
  if (last.lag <= policy.lagAbove) return { kind: 'none' }
  const start = samples.filter(({ at }) => at <= last.at - policy.forMs).length - 1
  const first = samples[start]
  // Not watched for long enough, or somebody was added within that time.
  if (first === undefined || own.some(({ startedAt, status }) => status.kind === 'starting' || (status.kind === 'running' && startedAt > first.at))) return { kind: 'none' }
  const course = samples.slice(start)
  if (course.some(({ lag }) => lag === undefined)) return { kind: 'unknown', why: 'for a part of that time the lag was not known' }
  if (course.some(({ lag = 0 }) => lag <= policy.lagAbove) || first.lag === undefined || last.lag < first.lag) return { kind: 'none' }
  const went: LagCourse = { from: first.lag, to: last.lag, overMs: last.at - first.at }
  const idle = findIdle(own)
  if (idle !== undefined) return { kind: 'other-cure', course: went, ...idle }
  if (own.length >= policy.max) return { kind: 'at-max', course: went, max: policy.max }
  return { kind: 'add', course: went, consumers: own.length }
}
