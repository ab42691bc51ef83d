import type { ByteText } from '../redis/byte-text'
import type { EntryId } from '../redis/entry-id'

/** What became of a delivery. `refused`: nothing was added, and it was said why. `unknown`: sent to the server, and no reply came. */
export type IntakeOutcome = 'accepted' | 'duplicate' | 'refused' | 'unknown'

/** The webhook endpoint of a running lab. */
export interface IntakeState {
  stream: ByteText
  /** Holds the token: whoever has it may add to the stream. */
  url: string
  /** A body that it takes. */
  sample: string
  /** Of one body. */
  maxBytes: number
  /** Life of the lock on a deduplication key, milliseconds. */
  lockMs: number
  /** Answers given since it opened. */
  counts: Readonly<Record<IntakeOutcome, number>>
  /** The newest delivery whose envelope could be read. At: host wall clock, milliseconds. */
  last?: { key: string; source: string; outcome: IntakeOutcome; at: number; id?: EntryId }
  /** The newest delivery that was not taken. */
  lastRefusal?: { status: number; why: string; at: number }
}
