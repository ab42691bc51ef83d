import type { EntryId } from '../redis/entry-id'
import { GATE_WORDS, type Gate } from './worker-state'

/** Why an effect happened once more, as far as it was seen. */
export const REPEAT_CAUSES = ['crash', 'claimed', 'redelivered', 'redriven', 'added-twice', 'unguarded', 'not-seen'] as const
export type RepeatCause = (typeof REPEAT_CAUSES)[number]

/** For counts: `3 after a crash`. */
export const CAUSE_WORDS: Record<RepeatCause, string> = {
  crash: 'delivered again after a crash between effect and ack',
  claimed: 'claimed from a worker that went on',
  redelivered: 'delivered again before its ack',
  redriven: 'redriven from dead letters',
  'added-twice': 'two entries for one key',
  unguarded: 'without a guard, and how was not seen',
  'not-seen': 'not seen why'
}

/** One effect: of which entry, by whom, when. */
export interface EffectMoment {
  id: EntryId
  consumer: string
  at: number
}

/** What was seen of the entry in its group. */
export interface LifeStep {
  kind: string
  at?: number | undefined
  consumer?: string | undefined
  /** Of a claim: who claimed. */
  note?: string | undefined
}

export interface RepeatSeen {
  first: EffectMoment
  second: EffectMoment
  life: readonly LifeStep[]
  /** Of the worker that had the first effect, between the two. */
  crash?: { gate: Gate } | undefined
  /** What keeps a second delivery from a second effect; undefined when nobody knows any more. */
  guard?: 'none' | 'outside-transaction' | 'other' | undefined
  /** Of two entries that are for the same thing. */
  source?: { redrivenFrom?: EntryId | undefined; gapMs?: number | undefined; lockMs?: number | undefined } | undefined
}

export interface RepeatExplained {
  cause: RepeatCause
  text: string
}

/** The times of an effect and of what workers report are of one clock, and may come a little crossed. */
const SLACK_MS = 100

const GUARD_WORDS = { none: ' Nothing guards its effect.', 'outside-transaction': ' Its effect is outside the transaction that marks it as done.', other: '' } as const
const CLAIMERS: Readonly<Record<string, string>> = { 'by sweeper': 'the sweeper claimed it', 'by worker': 'its next owner claimed it itself', 'by hand': 'a person claimed it', 'by other': 'others claimed it' }

function explainTwoEntries({ first, source = {} }: RepeatSeen): RepeatExplained {
  const { redrivenFrom, gapMs, lockMs } = source
  if (redrivenFrom !== undefined) return { cause: 'redriven', text: `Redriven: it was dead letter ${redrivenFrom}, and ${first.id} had had the same effect.` }
  const apart = gapMs === undefined ? '' : `, ${Math.max(0, gapMs)} ms apart`
  const lock = lockMs === undefined ? 'No lock keeps its source from adding it twice.' : gapMs === undefined ? '' : gapMs >= lockMs ? `Its lock of ${lockMs} ms had expired.` : `Its lock of ${lockMs} ms had been released.`
  return { cause: 'added-twice', text: `Two entries for one key: ${first.id} has the same${apart}. ${lock}`.trim() }
}

/** Says why `second` happened although `first` had. Pure: what was not seen is not made up. */
export function explainRepeat(seen: RepeatSeen): RepeatExplained {
  const { first, second, crash, guard } = seen
  if (first.id !== second.id) return explainTwoEntries(seen)
  const steps = seen.life.filter(({ at }) => at !== undefined && at <= second.at + SLACK_MS)
  const claim = steps.filter(({ kind }) => kind === 'claimed').at(-1)
  const again = steps.some(({ kind, at, consumer }) => kind === 'redelivered' && consumer === second.consumer && (at ?? 0) >= first.at - SLACK_MS)
  const deliveries = steps.filter(({ kind }) => kind === 'delivered' || kind === 'redelivered').length
  const count = deliveries > 1 ? ` (delivery ${deliveries})` : ''
  const unguarded = guard === undefined ? '' : GUARD_WORDS[guard]
  const claimed = claim === undefined ? undefined : CLAIMERS[claim.note ?? ''] ?? 'it was claimed'
  const taken = claimed !== undefined && claim?.consumer === second.consumer ? `${claimed}, and ${second.consumer} had it next${count}` : first.consumer === second.consumer ? `started again, it read its own pending entries${count}` : `${second.consumer} had it next${count}`
  if (crash !== undefined) return { cause: 'crash', text: `${first.consumer} had it first and was crashed at ${crash.gate}, ${GATE_WORDS[crash.gate]}; ${taken}.${unguarded}` }
  if (claimed !== undefined && claim?.consumer !== second.consumer) return { cause: 'claimed', text: `${claimed[0]?.toUpperCase()}${claimed.slice(1)} for ${claim?.consumer ?? 'another'}; ${second.consumer}, which had it before, went on with it.${unguarded}` }
  if (claimed !== undefined) return { cause: 'claimed', text: `${first.consumer} had it first and had not acked it when ${taken}.${unguarded}` }
  if (again) return { cause: 'redelivered', text: `${first.consumer} had it first, and its ack had not come; ${second.consumer === first.consumer ? `it read its own pending entries again${count}` : `${second.consumer} had it next${count}`}.${unguarded}` }
  if (guard === 'none') return { cause: 'unguarded', text: `${first.consumer}, then ${second.consumer}: how it was delivered again was not seen.${unguarded}` }
  return { cause: 'not-seen', text: `${first.consumer}, then ${second.consumer}: why was not seen.${unguarded}` }
}
