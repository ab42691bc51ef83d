import { Cron } from 'croner'
import { assertNever } from '@shared/lib/assert-never'
import type { Random } from '@shared/lib/seeded-random'
import type { ProducerSettings } from '@shared/model/worker-state'

export type Schedule = ProducerSettings['schedule']

/** What is missed for longer than this is not caught up: a stall must not end in a flood. */
const CATCH_UP_MS = 1000

export interface Due {
  /** Entries to send now. */
  count: number
  /** Milliseconds until there is something to send again; undefined when there never will be. */
  nextMs: number | undefined
}

export interface SendSchedule {
  /** Call with monotonic milliseconds. What it answers counts as sent. At most `limit` at once. */
  take(now: number, limit: number): Due
}

/** Gaps of an exponential distribution, as of many senders that know nothing of each other; `perSecond` on the average. */
function createRandomRate(perSecond: number, start: number, random: Random): SendSchedule {
  const gap = (): number => (-Math.log(1 - random()) * 1000) / perSecond
  let nextAt = start + gap()
  return {
    take(now, limit) {
      if (nextAt < now - CATCH_UP_MS) nextAt = now - CATCH_UP_MS
      let count = 0
      for (; nextAt <= now && count < limit; count++) nextAt += gap()
      return { count, nextMs: Math.max(0, nextAt - now) }
    }
  }
}

/** Evenly spread: entry n is due at n / rate after the start. */
function createRate(perSecond: number, start: number): SendSchedule {
  const gapMs = 1000 / perSecond
  let nextAt = start
  return {
    take(now, limit) {
      nextAt = Math.max(nextAt, now - CATCH_UP_MS)
      const count = now < nextAt ? 0 : Math.min(limit, Math.floor((now - nextAt) / gapMs) + 1)
      nextAt += count * gapMs
      return { count, nextMs: Math.max(0, nextAt - now) }
    }
  }
}

function createBurst(size: number, everyMs: number, start: number): SendSchedule {
  let burstAt = start
  let left = size
  return {
    take(now, limit) {
      if (left === 0 && now >= burstAt + everyMs) {
        // Bursts that were missed in a stall are not made up for.
        burstAt += Math.floor((now - burstAt) / everyMs) * everyMs
        left = size
      }
      const count = Math.min(left, limit)
      left -= count
      return { count, nextMs: left > 0 ? 0 : Math.max(0, burstAt + everyMs - now) }
    }
  }
}

function createOnce(size: number, gapMs: number, start: number): SendSchedule {
  let left = size
  let nextAt = start
  return {
    take(now, limit) {
      const due = gapMs === 0 ? left : now < nextAt ? 0 : 1
      const count = Math.min(due, left, limit)
      left -= count
      if (count > 0) nextAt = now + gapMs
      return { count, nextMs: left === 0 ? undefined : gapMs === 0 ? 0 : Math.max(0, nextAt - now) }
    }
  }
}

/** One at each time of the expression; what was missed in a stall is not made up for. */
function createCron(expression: string, start: number, wallClock: () => number): SendSchedule {
  const cron = new Cron(expression, { paused: true })
  const untilNext = (): number | undefined => {
    const now = wallClock()
    const next = cron.nextRun(new Date(now))
    return next === null ? undefined : Math.max(1, next.getTime() - now)
  }
  const first = untilNext()
  let nextAt = first === undefined ? undefined : start + first
  return {
    take(now) {
      if (nextAt === undefined) return { count: 0, nextMs: undefined }
      if (now < nextAt) return { count: 0, nextMs: nextAt - now }
      const wait = untilNext()
      nextAt = wait === undefined ? undefined : now + wait
      return { count: 1, nextMs: wait }
    }
  }
}

/** Words for what is wrong with a cron expression, undefined when nothing is. */
export function refuseCron(expression: string): string | undefined {
  try {
    return new Cron(expression, { paused: true }).nextRun() === null ? 'never comes' : undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be read'
  }
}

/** When a producer sends, as arithmetic on a clock that it is given. `start` is monotonic milliseconds; `wallClock` counts for cron alone, `random` for random gaps. */
export function createSendSchedule(schedule: Schedule, start: number, wallClock: () => number = () => 0, random: Random = () => 0.5): SendSchedule {
  switch (schedule.kind) {
    case 'rate':
      return schedule.spread === 'random' ? createRandomRate(schedule.perSecond, start, random) : createRate(schedule.perSecond, start)
    case 'burst':
      return createBurst(schedule.size, schedule.everyMs, start)
    case 'once':
      return createOnce(schedule.size, schedule.gapMs ?? 0, start)
    case 'cron':
      return createCron(schedule.expression, start, wallClock)
    default:
      return assertNever(schedule)
  }
}
