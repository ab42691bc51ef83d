import type { AbortSignalLike, Clock } from '@shared/lib/clock'

/** Longest wait between two looks; a later, shorter deadline is noticed that much too late at most. */
const LOOK_EVERY = 500

/** Watches that replies come in time. Replies come in the order of their commands, so only the oldest is watched. */
export interface ReplyWatchdog {
  expect(timeoutMs: number): void
  arrived(): void
  waiting(): number
}

/** Calls `onLate` once when a reply did not come within its time. One sleeper serves all commands of a socket. */
export function createReplyWatchdog(clock: Clock, signal: AbortSignalLike, onLate: (timeoutMs: number) => void): ReplyWatchdog {
  const expected: { due: number; timeoutMs: number }[] = []
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
      const wait = Math.min(LOOK_EVERY, oldest.due - before)
      await clock.sleep(wait, signal)
      // This process itself stood still (a frozen worker, a sleeping laptop): the reply may wait in the socket, and
      // timers run before it is read. One more turn before anything is called late (TRUST F7, F30).
      if (clock.monotonic() - before > wait + 250) await clock.sleep(250, signal)
    }
    watching = false
  }

  return {
    expect(timeoutMs) {
      expected.push({ due: clock.monotonic() + timeoutMs, timeoutMs })
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
