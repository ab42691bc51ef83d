import { assertNever } from '@shared/lib/assert-never'
import { compareCounts, subtractCounts, type Count } from '@shared/redis/count'
import type { Conservation } from '@shared/model/select-conservation'
import type { BegunAnew } from '@shared/model/stream-state'
import { formatCount } from '../../lib/format-count'

export interface ConservationWords {
  tone: 'ok' | 'warn' | 'bad' | 'open'
  /** The answer to "nothing lost?". */
  headline: string
  /** The sum that it rests on. */
  sum: string
  /** What is to be said beyond it. */
  notes: string[]
}

const entries = (count: Count): string => (count === 1 ? '1 entry' : `${formatCount(count)} entries`)

function isAllSeen({ settled, acksSeen }: Conservation): boolean {
  return settled.known && compareCounts(acksSeen, settled.value) === 0
}

function sumOf(check: Conservation): string {
  const { added, settled, pending, undelivered, lostUnread } = check
  if (!added.known) return 'entries added: unknown'
  const parts = [
    { fact: settled, word: isAllSeen(check) ? 'acked' : 'settled' }, { fact: pending, word: 'pending' }, { fact: undelivered, word: 'undelivered' }, { fact: lostUnread, word: 'gone unread' }
  ]
  // A part that is not known keeps its place in the sum. That nothing is gone unread needs no words, that it is not known has its own.
  const told = parts.filter(({ fact, word }) => (fact.known ? fact.value !== 0 || word === 'pending' : word !== 'gone unread'))
  return `${formatCount(added.value)} added = ${told.map(({ fact, word }) => `${fact.known ? formatCount(fact.value) : '?'} ${word}`).join(' + ')}`
}

function seenNote({ settled, acksSeen }: Conservation): string[] {
  if (!settled.known || settled.value === 0) return []
  const unseen = subtractCounts(settled.value, acksSeen)
  if (compareCounts(unseen, 0) <= 0) return ['every ack was seen']
  return [`${formatCount(acksSeen)} acks seen; ${formatCount(unseen)} settled before or out of our sight`]
}

/** The sum is of the stream as it is. What it was and did not keep is in no sum: well is only what came since. */
function sinceThen(words: ConservationWords, { kept, open }: BegunAnew): ConservationWords {
  const what = kept === 'none' ? 'it began anew' : 'it came back'
  const part = kept === 'none' ? '' : ', perhaps with a part of what it had'
  const left = !open.known ? 'what was still to be done is not known' : open.value === 0 ? 'nothing was left to do' : `${entries(open.value)} ${open.value === 1 ? 'was' : 'were'} still to be done`
  return { ...words, tone: words.tone === 'ok' ? 'open' : words.tone, headline: words.tone === 'ok' ? `${words.headline} since ${what}` : words.headline, notes: [`when the stream was last read before ${what}${part}, ${left}`, ...words.notes] }
}

/** The check of one group in words. Only what the reading proves is said to be well. `anew`: of the group. */
export function describeConservation(check: Conservation, anew?: BegunAnew): ConservationWords {
  const words = describeCheck(check)
  return anew === undefined ? words : sinceThen(words, anew)
}

function describeCheck(check: Conservation): ConservationWords {
  const sum = sumOf(check)
  const goneCount = entries(check.goneWhilePending)
  const gone = check.goneWhilePending > 0 ? [`${goneCount} left the stream while pending: the payload is gone`] : []
  switch (check.verdict) {
    case 'balanced':
      return { tone: 'ok', headline: isAllSeen(check) ? 'nothing lost' : 'none lost unread', sum, notes: seenNote(check) }
    case 'accounted':
      return { tone: 'open', headline: 'accounted for', sum, notes: [...seenNote(check), 'entries left the stream out of our sight: acked or trimmed unread, Redis does not tell'] }
    case 'at-risk':
      return { tone: 'warn', headline: `${goneCount} gone while pending`, sum, notes: [...gone, ...seenNote(check)] }
    case 'lost': {
      const lost = check.lostUnread.known ? entries(check.lostUnread.value) : 'entries'
      return {
        tone: 'bad', headline: `${lost} lost`, sum,
        notes: [check.neverRead ? `${lost} left the stream before this group read anything` : `${lost} left the stream before this group read them`, ...gone]
      }
    }
    case 'reconciling':
      return { tone: 'warn', headline: 'reconciling', sum, notes: [check.why ?? 'the counters do not fit'] }
    case 'unknown':
      return { tone: 'open', headline: 'not known', sum, notes: [check.why ?? 'a part is not known', ...gone] }
    default:
      return assertNever(check.verdict)
  }
}
