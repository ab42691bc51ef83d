import { assertNever } from '@shared/lib/assert-never'
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

function createOnce(size: number): SendSchedule {
  let left = size
  return {
    take(_now, limit) {
      const count = Math.min(left, limit)
      left -= count
      return { count, nextMs: left > 0 ? 0 : undefined }
    }
  }
}

/** When a producer sends, as arithmetic on a clock that it is given. `start` is monotonic milliseconds. */
export function createSendSchedule(schedule: Schedule, start: number): SendSchedule {
  switch (schedule.kind) {
    case 'rate':
      return createRate(schedule.perSecond, start)
    case 'burst':
      return createBurst(schedule.size, schedule.everyMs, start)
    case 'once':
      return createOnce(schedule.size)
    default:
      return assertNever(schedule)
  }
}
