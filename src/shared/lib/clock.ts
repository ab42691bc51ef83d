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
