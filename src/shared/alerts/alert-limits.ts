import { PENDING_LIMIT } from '../metrics/queue-health'
import type { LetterStreamSaid } from '../metrics/letter-streams'
import type { AlertSubject } from '../model/alert'

/** What one rule found of one subject. `holds` is said only of what is known. */
export type Measured = { subject: AlertSubject } & ({ known: true; holds: boolean; value: number } | { known: false; why: string })

/** What a person may set. */
export interface AlertLimits {
  /** More entries pending in a group than this is a backlog. */
  pendingAbove: number
  /** Of which streams the person said whether they hold dead letters; of others their names say it. */
  letterStreams: readonly LetterStreamSaid[]
}

export const USUAL_LIMITS: AlertLimits = { pendingAbove: PENDING_LIMIT, letterStreams: [] }

/** Lag that grows is worth a word only past this many entries. */
export const LAG_FLOOR = 10
/** Over so much of the past a growth is measured. Milliseconds. */
export const LAG_RANGE_MS = 300_000
