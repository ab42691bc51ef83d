import type { Release } from '../engine/capabilities'

/** A sequence that once was answered differently, as the comparison printed it when it had been shrunk. */
export interface Regression {
  what: string
  /** The first release that has what it is about. */
  since: Release
  protocols: readonly number[]
  steps: readonly string[]
}

export const REGRESSIONS: readonly Regression[] = [
]
