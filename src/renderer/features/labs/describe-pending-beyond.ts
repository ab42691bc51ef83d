import type { PendingBeyond } from '@shared/model/select-open-deliveries'
import { formatCount } from '../../lib/format-count'

/** What is pending and has no row, as sentences; undefined when all of it is known one by one. */
export function describePendingBeyond(beyond: readonly PendingBeyond[]): string | undefined {
  const more = beyond.flatMap((of) => (of.kind === 'more' ? [`${of.group} has ${formatCount(of.pending)} pending, of which the ${formatCount(of.shown)} oldest are known one by one.`] : []))
  const unread = beyond.flatMap((of) => (of.kind === 'unread' ? [of.group] : []))
  if (unread.length > 0) more.push(`What is pending in ${unread.join(', ')} is unknown: the group was not read, or is gone.`)
  return more.length === 0 ? undefined : `More is pending than is shown. ${more.join(' ')}`
}
