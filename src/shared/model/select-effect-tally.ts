import { compareCounts, subtractCounts, type Count } from '../redis/count'
import type { EntryId } from '../redis/entry-id'
import type { Conservation } from './select-conservation'
import type { GroupState, StreamState } from './stream-state'

/** Which entries a reading takes for settled: those up to `upTo` that are not pending. So the ledger is asked about the same moment. */
export interface EffectCut {
  upTo: EntryId
  /** Of the pending list as far as it was read. */
  pending: EntryId[]
}

/** What the ledger answers for one group. */
export interface EffectAnswer {
  /** Entries by how often their effect happened. */
  once: number
  more: number
  /** Of the cut: entries with an effect, dead-lettered, or of a type that wanted none. */
  accounted: number
}

/** Entries of a group by how often their effect happened. */
export interface EffectTally {
  once: number
  more: number
  /** Settled, seen to be so by an ack, and without an effect: at least this many. */
  never: number
  /** Entries that may be among these, and why no more is known of them. */
  unclear: number
  why: string
}

export function selectEffectCut({ facts }: GroupState): EffectCut | undefined {
  return facts === undefined ? undefined : { upTo: facts.lastDeliveredId, pending: facts.window.rows.map((row) => row.id) }
}

function toNumber(count: Count): number {
  return compareCounts(count, 0) <= 0 ? 0 : Number(count)
}

/**
 * Holds what is settled against what the ledger knows. An entry that we saw acked and that the ledger has nothing of was lost. One that nobody
 * here saw settled may have been dead-lettered or skipped by a worker that died before it could say so.
 */
export function selectEffectTally(check: Conservation, { epoch }: Pick<StreamState, 'epoch'>, { facts, tally, tallyRead = tally, tallyBefore }: GroupState, answer: EffectAnswer): EffectTally {
  const { once, more, accounted } = answer
  if (epoch > 0) return { once, more, never: 0, unclear: 1, why: 'the stream began anew, and the ledger also counts effects of what was in it before' }
  if (!check.settled.known || facts === undefined) return { once, more, never: 0, unclear: 1, why: check.why ?? 'this group has not been read yet' }
  const settled = check.settled.value
  const missing = toNumber(subtractCounts(settled, accounted))
  const seen = tallyRead.acked + tallyRead.deadLettered - (tallyBefore?.acked ?? 0) - (tallyBefore?.deadLettered ?? 0)
  const never = Math.max(0, missing - toNumber(subtractCounts(settled, seen)))
  const hidden = facts.pending - facts.window.rows.length
  if (hidden > 0) return { once, more, never, unclear: hidden, why: 'more is pending than was read, and some of it may have had its effect already' }
  const unclear = missing - never
  return { once, more, never, unclear, why: `of ${unclear} settled ${unclear === 1 ? 'entry' : 'entries'} the ledger has nothing, and nobody here saw how ${unclear === 1 ? 'it was' : 'they were'} settled` }
}
