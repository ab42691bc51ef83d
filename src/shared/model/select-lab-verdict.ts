import { addCounts, compareCounts, subtractCounts, type Count } from '../redis/count'
import { known, unknown, type Fact } from './fact'
import type { Conservation } from './select-conservation'
import type { EffectTally } from './select-effect-tally'
import type { StreamBreak } from './select-stream-break'

/**
 * Where every entry ever added stands for one group of a lab, and whether its effect happened:
 * added = undelivered + pending + acked + deadLettered + lost + settledUnseen.
 */
export interface LabVerdict {
  /** `good` and `bad` are certain; `unknown` says why nothing is claimed. */
  verdict: 'good' | 'bad' | 'unknown'
  sentence: string
  added: Fact<Count>
  undelivered: Fact<Count>
  pending: Fact<Count>
  /** Seen to be acked, by our workers or by hand. */
  acked: Fact<Count>
  deadLettered: Fact<Count>
  /** Trimmed or deleted before the group was given them. */
  lost: Fact<Count>
  /** Delivered and no longer pending, and nobody here saw why: acked by others, read with NOACK, skipped. */
  settledUnseen: Fact<Count>
  /** Entries whose effect happened once, more often, and never although they were acked. Undefined for a group without effects. */
  effects?: { once: number; more: number; never: Fact<number> }
}

const plural = (count: Count, one: string, more: string): string => `${count} ${compareCounts(count, 1) === 0 ? one : more}`

/** Of a group without effects: what nobody saw settled may have been worked on or not. */
function selectUnseen(check: Conservation): Count {
  return check.settled.known ? subtractCounts(subtractCounts(check.settled.value, check.acksSeen), check.deadLettersSeen) : 0
}

function judge(check: Conservation, effects: EffectTally | undefined, verdict: Omit<LabVerdict, 'verdict' | 'sentence'>, nothing: 'Nothing' | 'Of what is in it now nothing'): Pick<LabVerdict, 'verdict' | 'sentence'> {
  const { lost } = verdict
  const gone = lost.known ? lost.value : 0
  const givenBefore = check.givenBefore ?? 0
  if (compareCounts(gone, givenBefore) > 0) {
    return { verdict: 'bad', sentence: givenBefore === 0 ? `${plural(gone, 'entry', 'entries')} left the stream before this group was given them.` : `At least ${plural(subtractCounts(gone, givenBefore), 'entry', 'entries')} left the stream before any group of this name was given them.` }
  }
  if (effects !== undefined && effects.more > 0) return { verdict: 'bad', sentence: `The effect of ${plural(effects.more, 'entry', 'entries')} happened more than once.` }
  if (effects !== undefined && effects.never > 0) return { verdict: 'bad', sentence: `${plural(effects.never, 'entry was', 'entries were')} acked, and the effect never happened.` }
  if (check.goneWhilePending > 0) return { verdict: 'bad', sentence: `${plural(check.goneWhilePending, 'pending entry is', 'pending entries are')} no longer in the stream: nobody can do their work any more.` }
  if (compareCounts(gone, 0) > 0) return { verdict: 'unknown', sentence: `${plural(gone, 'entry', 'entries')} left the stream before this group, which was made anew, was given them; the one before it may have been.` }
  if (check.why !== undefined) return { verdict: 'unknown', sentence: `Nothing is claimed: ${check.why.replace(/\.$/, '')}.` }
  if (check.verdict === 'accounted') return { verdict: 'unknown', sentence: 'The sum holds, but entries have left the stream, and Redis does not tell an acked one from one that was trimmed unread.' }
  if (effects !== undefined && effects.unclear > 0) return { verdict: 'unknown', sentence: `Nothing is claimed: ${effects.why}.` }
  const unseen = selectUnseen(check)
  if (effects === undefined && compareCounts(unseen, 0) > 0) return { verdict: 'unknown', sentence: `${plural(unseen, 'entry is', 'entries are')} settled, and nobody here saw how: acked by others, read with NOACK, or passed over.` }
  const open = verdict.undelivered.known && verdict.pending.known ? addCounts(verdict.undelivered.value, verdict.pending.value) : 0
  const working = effects?.atWork ?? 0
  const inHand = working === 0 ? [] : [`${plural(working, 'that was settled before its work is', 'that were settled before their work are')} in hand`]
  const rest = compareCounts(open, 0) > 0 || working === 0 ? [compareCounts(open, 0) === 0 ? 'none is left to do' : `${plural(open, 'is', 'are')} still to be done`] : []
  return { verdict: 'good', sentence: `${nothing} is lost and nothing happened twice: ${[...rest, ...inHand].join(', and ')}.` }
}

function describeBreak({ kind, why, open }: StreamBreak): string {
  const left = !open.known ? 'what was still to be done is not known' : compareCounts(open.value, 0) === 0 ? 'nothing was left to do' : `${plural(open.value, 'entry was', 'entries were')} still to be done`
  const before = `When it was last read before that, ${left}; what came after is not known.`
  switch (kind) {
    case 'gone':
      return `${why} ${before}`
    case 'anew':
      return `The stream began anew, with nothing of what it was. ${before}`
    case 'in-part':
      return `What the stream has kept is not certain. ${why} ${before}`
  }
}

/** What is lost with a stream nobody can count: good it is never called again, bad it may be. */
function judgeBroken(broken: StreamBreak, judged: ReturnType<typeof judge>): ReturnType<typeof judge> {
  if (judged.verdict === 'bad') return { verdict: 'bad', sentence: `${judged.sentence} ${describeBreak(broken)}` }
  return { verdict: 'unknown', sentence: broken.kind === 'gone' ? describeBreak(broken) : `${describeBreak(broken)} ${judged.sentence}` }
}

/** Pure arithmetic on one reading, what was seen, and what the ledger counts. `broken`: the stream is not what it was. */
export function selectLabVerdict(check: Conservation, effects: EffectTally | undefined, broken?: StreamBreak): LabVerdict {
  const { deadLettersSeen, acksSeen } = check
  const unseen = check.settled.known ? selectUnseen(check) : undefined
  const parts = {
    added: check.added, undelivered: check.undelivered, pending: check.pending, acked: known(acksSeen, 'seen' as const, check.at), deadLettered: known<Count>(deadLettersSeen, 'seen', check.at), lost: check.lostUnread,
    settledUnseen: unseen === undefined ? unknown('how many are settled is not known') : compareCounts(unseen, 0) < 0 ? unknown('more was seen than the server counts: the next reading will tell') : known(unseen, 'counted' as const, check.at),
    ...(effects !== undefined && { effects: { once: effects.once, more: effects.more, never: effects.never === 0 && effects.unclear > 0 ? unknown(effects.why) : known(effects.never, 'counted' as const, check.at) } })
  }
  const judged = judge(check, effects, parts, broken === undefined ? 'Nothing' : 'Of what is in it now nothing')
  if (broken === undefined) return { ...parts, ...judged }
  // The counters are of what was read last, and are nobody's any more.
  const gone = unknown(broken.why)
  return { ...parts, ...(broken.kind === 'gone' && { added: gone, undelivered: gone, pending: gone, lost: gone, settledUnseen: gone }), ...judgeBroken(broken, judged) }
}

/** The six parts together; equal to `added` whenever all are known. */
export function sumLabVerdict(verdict: LabVerdict): Fact<Count> {
  let sum: Count = 0
  for (const part of [verdict.undelivered, verdict.pending, verdict.acked, verdict.deadLettered, verdict.lost, verdict.settledUnseen]) {
    if (!part.known) return part
    sum = addCounts(sum, part.value)
  }
  return known(sum, 'counted', 0)
}
