import { addCounts, type Count } from '../redis/count'
import { known, unknown, type Fact } from './fact'
import type { PresentReading } from './present-reading'
import { selectUndelivered } from './select-undelivered'
import type { GroupState, StreamReading, StreamState } from './stream-state'

/** That a stream is not what it was, as one of its groups has to see it. */
export interface StreamBreak {
  /** There is none; there is another one, with nothing of it; there may be a part of it. */
  kind: 'gone' | 'anew' | 'in-part'
  /** A sentence. */
  why: string
  /** Of this group: what was still to be done when it was last read before. What became of that, and what came after, nobody knows. */
  open: Fact<Count>
}

/** What a group was given and had not settled, and what it was not given, at a reading of its stream. An estimate is no answer. */
export function selectOpen({ facts, vanishedAt }: GroupState, reading: PresentReading | undefined): Fact<Count> {
  if (facts === undefined || reading === undefined) return unknown('this group had not been read')
  if (vanishedAt !== undefined) return unknown('this group was gone by then')
  const undelivered = selectUndelivered(reading, facts)
  if (!undelivered.known) return undelivered
  return undelivered.from === 'estimate' ? unknown('the server\'s lag may count entries that were trimmed unread') : known(addCounts(undelivered.value, facts.pending), undelivered.from, reading.at)
}

/** Why there is no stream now where there was one. */
function whyGone(reading: StreamReading | undefined): string | undefined {
  if (reading?.kind === 'missing') return 'The stream is gone.'
  return reading?.kind === 'not-a-stream' ? `The key holds a ${reading.type} now, and no stream.` : undefined
}

export function selectStreamBreak({ reading, lastPresent }: Pick<StreamState, 'reading' | 'lastPresent'>, group: GroupState): StreamBreak | undefined {
  const { anew } = group
  const gone = lastPresent === undefined ? undefined : whyGone(reading)
  if (gone !== undefined) return { kind: 'gone', why: gone, open: selectOpen(group, lastPresent) }
  return anew === undefined ? undefined : { kind: anew.kept === 'none' ? 'anew' : 'in-part', why: anew.why, open: anew.open }
}
