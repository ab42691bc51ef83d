import { formatCount } from '../../lib/format-count'
import { nameToText } from '../../ui/name-parts'
import { sumLane, type Lane, type LaneSums, type MarkKind, type TimelineMark } from './timeline-record'
import type { UnseenSpan } from './unseen-spans'

const MARK_WORDS: Record<MarkKind, string> = { redelivered: 'delivered again to', claimed: 'claimed for', failed: 'failed in', crashed: 'crashed:' }

/** One mark in words. */
export function describeMark(mark: TimelineMark): string {
  const who = nameToText(mark.who, 60)
  if (mark.kind === 'crashed') return `${who} crashed`
  const what = mark.id === undefined ? `${formatCount(mark.count)} entries` : mark.count === 1 ? mark.id : `${mark.id} and ${formatCount(mark.count - 1)} more`
  return `${what} ${MARK_WORDS[mark.kind]} ${who}`
}

/** The sums of a lane in words; empty when nothing happened. */
function describeSums(sums: LaneSums): string {
  const flow = (['added', 'delivered', 'acked'] as const).map((kind) => [kind, sums[kind]] as const)
  const marks = (['redelivered', 'claimed', 'failed', 'crashed'] as const).map((kind) => [kind, sums.marks[kind]] as const)
  return [...flow, ...marks].filter(([, count]) => count > 0).map(([kind, count]) => `${formatCount(count)} ${kind}`).join(', ')
}

/** What happened in a lane from `from` to `to`, and whether anybody saw. */
export function describeSpan(lane: Lane | undefined, from: number, to: number, unseen: readonly UnseenSpan[]): string {
  const words = describeSums(sumLane(lane, from, to))
  if (words === '' && unseen.some((span) => span.from <= from && span.to >= to)) return 'not observed'
  const inPart = unseen.some((span) => span.from < to && span.to > from) ? ', in part not observed' : ''
  return `${words || 'nothing'}${inPart}`
}

/** What happened around a moment. */
export function describeMoment(lane: Lane | undefined, at: number, unseen: readonly UnseenSpan[]): string {
  return describeSpan(lane, at - 250, at + 250, unseen)
}
