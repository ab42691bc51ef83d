import { FRAMES_IN_FLIGHT, PROTOCOL_VERSION, type LiveFrame } from '@shared/contract/workbench'
import type { Clock } from '@shared/lib/clock'
import { CreditWindow } from './credit-window'
import type { EventLog } from './event-log'

/** Shortest time between two frames, milliseconds: 25 frames a second are enough for motion of at most 400 ms. */
const FRAME_INTERVAL = 40
const EVENTS_PER_FRAME = 2000

export interface LiveSessions {
  /** The feed of one reader, until it leaves or the signal aborts. Holds a cursor into the log and nothing else. */
  subscribe(resume: { instance: string; seq: number } | undefined, signal: AbortSignal | undefined): AsyncGenerator<LiveFrame>
  acknowledge(session: string, frame: number): void
  /** Ends every feed. */
  dispose(): void
}

/** Serves the log to any number of readers, each at its own speed, in memory that does not depend on how slow they are. */
export function createLiveSessions(options: { log: EventLog; instance: string; clock: Clock; createId: () => string }): LiveSessions {
  const { log, instance, clock, createId } = options
  const windows = new Map<string, CreditWindow>()
  const ending = new AbortController()

  /** Resolves once the log has something after `seq`. */
  function waitForMore(seq: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (log.current().seq > seq || signal.aborted) return resolve()
      const done = (): void => {
        stop()
        signal.removeEventListener('abort', done)
        resolve()
      }
      const stop = log.onAppend(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }

  async function* frames(session: string, window: CreditWindow, resumeAt: number | undefined, signal: AbortSignal): AsyncGenerator<LiveFrame> {
    yield { kind: 'hello', session, instance, protocol: PROTOCOL_VERSION }
    let cursor = resumeAt
    let why: 'first' | 'behind' = 'first'
    while (!signal.aborted) {
      await window.waitForCredit(signal)
      if (signal.aborted) return
      const events = cursor === undefined ? undefined : log.after(cursor, EVENTS_PER_FRAME)
      if (events === undefined) {
        const state = log.current()
        cursor = state.seq
        yield { kind: 'snapshot', frame: window.take(), state, why }
      } else if (events.length > 0) {
        cursor = events[events.length - 1]?.seq ?? cursor
        yield { kind: 'events', frame: window.take(), events }
      }
      why = 'behind'
      await clock.sleep(FRAME_INTERVAL, signal)
      await waitForMore(cursor ?? 0, signal)
    }
  }

  return {
    async *subscribe(resume, signal) {
      const session = createId()
      const window = new CreditWindow(FRAMES_IN_FLIGHT)
      windows.set(session, window)
      const leaving = new AbortController()
      const leave = (): void => leaving.abort()
      signal?.addEventListener('abort', leave, { once: true })
      ending.signal.addEventListener('abort', leave, { once: true })
      if (signal?.aborted === true || ending.signal.aborted) leave()
      try {
        yield* frames(session, window, resume?.instance === instance ? resume.seq : undefined, leaving.signal)
      } finally {
        leave()
        windows.delete(session)
        signal?.removeEventListener('abort', leave)
        ending.signal.removeEventListener('abort', leave)
      }
    },
    acknowledge: (session, frame) => windows.get(session)?.acknowledge(frame),
    dispose: () => ending.abort()
  }
}
