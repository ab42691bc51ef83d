import type { IntakeReceipt } from '@shared/contract/labs'
import { formatCount } from '../../lib/format-count'

/** What was answered: the answer itself when one was sent, else how many of each kind. */
export function describeReceipt({ sent, answer, ...counts }: IntakeReceipt): string {
  if (sent === 1 && answer !== undefined) return `Answered ${answer.status} ${answer.body.trim()}`
  const parts = (['accepted', 'duplicate', 'refused', 'unknown'] as const).filter((kind) => counts[kind] > 0).map((kind) => `${formatCount(counts[kind])} ${kind}`)
  return `${formatCount(sent)} delivered: ${parts.join(', ')}`
}
