/** Time as it is given to every part that needs it. Only `main/hosts` and thread entries make the real one. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. For people; may jump. */
  now(): number
  /** Monotonic milliseconds from an arbitrary start. For measuring spans. */
  monotonic(): number
  /** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignalLike): Promise<void>
}

/** The part of AbortSignal that shared code may rely on without DOM or Node types. */
export interface AbortSignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** What a clock is made of: the runtime's own functions, which shared code cannot name. */
export interface ClockParts {
  now: () => number
  monotonic: () => number
  /** Calls `done` after `ms`; the function that it gives calls it off. */
  startTimer: (done: () => void, ms: number) => () => void
}

/** A clock from a runtime's parts. */
export function createClock({ now, monotonic, startTimer }: ClockParts): Clock {
  return {
    now,
    monotonic,
    sleep: (ms, signal) => new Promise((resolve) => {
      if (signal?.aborted === true) return resolve()
      const done = (): void => {
        callOff()
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const callOff = startTimer(done, ms)
      signal?.addEventListener('abort', done, { once: true })
    })
  }
}
