import { compareCounts, subtractCounts, type Count } from '../redis/count'
import { compareEntryIds, type EntryId } from '../redis/entry-id'
import type { AtWork } from './select-at-work'
import type { Conservation } from './select-conservation'
import type { GroupFacts, GroupState } from './stream-state'

/** Which entries a reading takes for settled: those up to `upTo` that are not pending. So the ledger is asked about the same moment. */
export interface EffectCut {
  upTo: EntryId
  /** The first entry of the stream as it is: the ledger also has effects of what was in it before it began anew. */
  from?: EntryId | undefined
  /** Of the pending list as far as it was read, and what is still worked on although it is settled: both are open. */
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
  /** Settled before the work on them, which goes on. */
  atWork: number
}

/** What is in hand and was settled by the time of the reading. `atWork` has to be of that time or later, and of before the ledger is asked. */
function selectInHand({ lastDeliveredId, window }: GroupFacts, atWork: AtWork, from: EntryId = '0-0'): EntryId[] {
  const pending = new Set(window.rows.map((row) => row.id))
  return atWork.ids.filter((id) => !pending.has(id) && compareEntryIds(id, lastDeliveredId) <= 0 && compareEntryIds(id, from) >= 0)
}

/** The first entry of the stream as it is; undefined: it always was this stream, or nobody knows. */
function selectFrom({ anew }: GroupState): EntryId | undefined {
  return anew?.first === 'unknown' ? undefined : anew?.first
}

export function selectEffectCut(group: GroupState, atWork: AtWork): EffectCut | undefined {
  const { facts } = group
  if (facts === undefined) return undefined
  const from = selectFrom(group)
  return { upTo: facts.lastDeliveredId, ...(from !== undefined && { from }), pending: [...facts.window.rows.map((row) => row.id), ...selectInHand(facts, atWork, from)] }
}

function toNumber(count: Count): number {
  return compareCounts(count, 0) <= 0 ? 0 : Number(count)
}

/**
 * Holds what is settled against what the ledger knows. An entry that we saw acked and that the ledger has nothing of was lost. One that nobody
 * here saw settled may have been dead-lettered or skipped by a worker that died before it could say so. One that is settled and still in the hands
 * of a worker is neither: it counts on neither side, so that it does not matter whether its effect has come meanwhile.
 */
export function selectEffectTally(check: Conservation, group: GroupState, answer: EffectAnswer, atWork: AtWork): EffectTally {
  const { once, more, accounted } = answer
  const { facts, tally, tallyRead = tally, tallyBefore, anew } = group
  const from = selectFrom(group)
  if (!check.settled.known || facts === undefined) return { once, more, never: 0, atWork: 0, unclear: 1, why: check.why ?? 'this group has not been read yet' }
  const settled = check.settled.value
  // The ledger also has effects of what was in the stream before.
  if (anew !== undefined && from === undefined && compareCounts(settled, 0) > 0) return { once, more, never: 0, atWork: 0, unclear: 1, why: 'which effects are of entries that the stream has lost is not known' }
  const inHand = selectInHand(facts, atWork, from)
  const going = { atWork: inHand.filter((id) => atWork.settledFirst.has(id)).length }
  const missing = toNumber(subtractCounts(subtractCounts(settled, inHand.length), accounted))
  const seen = tallyRead.acked + tallyRead.deadLettered - (tallyBefore?.acked ?? 0) - (tallyBefore?.deadLettered ?? 0)
  const never = Math.max(0, missing - toNumber(subtractCounts(settled, seen)))
  const hidden = facts.pending - facts.window.rows.length
  if (hidden > 0) return { once, more, never, ...going, unclear: hidden, why: 'more is pending than was read, and some of it may have had its effect already' }
  const unclear = missing - never
  return { once, more, never, ...going, unclear, why: `of ${unclear} settled ${unclear === 1 ? 'entry' : 'entries'} the ledger has nothing, and nobody here saw how ${unclear === 1 ? 'it was' : 'they were'} settled` }
}
