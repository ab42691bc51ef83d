import type { AbortSignalLike, Clock } from '@shared/lib/clock'

/** Longest wait between two looks; a later, shorter deadline is noticed that much too late at most. */
const LOOK_EVERY = 500

/** Watches that replies come in time. Replies come in the order of their commands, so only the oldest is watched. */
export interface ReplyWatchdog {
  /** `overdue`: something that may bring the reply, done once when it has not come after so long. */
  expect(timeoutMs: number, overdue?: Overdue): void
  arrived(): void
  waiting(): number
}

export interface Overdue {
  afterMs: number
  call: () => void
}

/** Calls `onLate` once when a reply did not come within its time. One sleeper serves all commands of a socket. */
export function createReplyWatchdog(clock: Clock, signal: AbortSignalLike, onLate: (timeoutMs: number) => void): ReplyWatchdog {
  const expected: { due: number; timeoutMs: number; overdue: { at: number; call: () => void } | undefined }[] = []
  let head = 0
  let watching = false

  async function watch(): Promise<void> {
    watching = true
    for (let oldest = expected[head]; oldest !== undefined && !signal.aborted; oldest = expected[head]) {
      const before = clock.monotonic()
      if (before >= oldest.due) {
        onLate(oldest.timeoutMs)
        break
      }
      if (oldest.overdue !== undefined && before >= oldest.overdue.at) {
        oldest.overdue.call()
        oldest.overdue = undefined
      }
      const wait = Math.min(LOOK_EVERY, (oldest.overdue?.at ?? oldest.due) - before)
      await clock.sleep(wait, signal)
      // This process itself stood still (a frozen worker, a sleeping laptop): the reply may wait in the socket, and
      // timers run before it is read. One more turn before anything is called late (TRUST F7, F30).
      if (clock.monotonic() - before > wait + 250) await clock.sleep(250, signal)
    }
    watching = false
  }

  return {
    expect(timeoutMs, overdue) {
      const now = clock.monotonic()
      expected.push({ due: now + timeoutMs, timeoutMs, overdue: overdue === undefined ? undefined : { at: now + overdue.afterMs, call: overdue.call } })
      if (!watching) void watch()
    },
    arrived() {
      head += 1
      if (head === expected.length) {
        expected.length = 0
        head = 0
      } else if (head > 1024) {
        expected.splice(0, head)
        head = 0
      }
    },
    waiting: () => expected.length - head
  }
}
