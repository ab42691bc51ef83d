import type { LabCheck } from '@shared/contract/labs'
import { formatCount } from '../../lib/format-count'
import { formatClock } from '../../lib/format-time'

export interface CheckWords {
  tone: 'good' | 'bad' | 'unknown'
  sentence: string
  /** What differed, or what others did meanwhile. */
  details: string[]
}

function countAll({ added, pending, effects }: LabCheck): string {
  const parts = [...(added === undefined ? [] : [`${formatCount(added)} added`]), `${formatCount(pending)} pending`]
  if (effects !== undefined) parts.push(`${formatCount(effects.once + effects.more)} with an effect in the ledger over all groups${effects.more === 0 ? '' : `, ${formatCount(effects.more)} of them more than once`}`)
  return parts.join(', ')
}

/** What a check found, in one sentence with its time. */
export function describeCheck(check: LabCheck): CheckWords {
  if (check.unread.length > 0) return { tone: 'unknown', sentence: 'Whether the picture is right could not be read.', details: [...check.unread, ...check.differences] }
  const read = `read at ${formatClock(check.at)}`
  const since = check.since === undefined ? '' : ` since ${formatClock(check.since)}`
  if (check.differences.length > 0) return { tone: 'bad', sentence: `The picture differed from the server${since}. It is what was ${read} now: ${countAll(check)}.`, details: check.differences }
  const others = check.moved.length === 0 ? '' : ` but for what others did${since}`
  return { tone: 'good', sentence: `The picture agrees with the server${others}: ${countAll(check)}, ${read}.`, details: check.moved }
}
