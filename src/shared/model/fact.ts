/**
 * Where a shown value comes from. Nothing is shown without one.
 * `server`: the server answered it. `seen`: our own workers or commands did it. `counted`: we counted entries.
 * `estimate`: derived, and may be wrong.
 */
export type Provenance = 'server' | 'seen' | 'counted' | 'estimate'

/** A value with its origin and time, or the reason why there is none. Unknown is never drawn as zero. */
export type Fact<T> =
  | { known: true; value: T; from: Provenance; at: number }
  | { known: false; why: string }

export function known<T>(value: T, from: Provenance, at: number): Fact<T> {
  return { known: true, value, from, at }
}

export function unknown(why: string): Fact<never> {
  return { known: false, why }
}
