import type { ByteText } from './byte-text'
import { compareEntryIds, type EntryId } from './entry-id'
import type { XinfoGroup } from './parse-xinfo'

/**
 * The first group to which an entry was delivered, or whose cursor is past it: whether it was acked there, Redis does not
 * remember. A group that was destroyed, and readers without a group, leave no trace and cannot be told.
 */
export function findDelivery(groups: readonly XinfoGroup[], id: EntryId, pendingIn: (group: ByteText) => boolean = () => false): ByteText | undefined {
  return groups.find((group) => compareEntryIds(group.lastDeliveredId, id) >= 0 || pendingIn(group.name))?.name
}
