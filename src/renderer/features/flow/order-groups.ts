import type { ByteText } from '@shared/redis/byte-text'
import { selectLateAfter } from '@shared/model/select-pending-class'
import type { GroupState } from '@shared/model/stream-state'

export type GroupOrder = 'attention' | 'name'

/** Names of the groups; by attention, those with late entries come first, then by what is pending. */
export function orderGroups(groups: readonly GroupState[], order: GroupOrder, idleSetting: number): ByteText[] {
  if (order === 'name') return groups.map((group) => group.name)
  const late = (group: GroupState): number => {
    const lateAfter = selectLateAfter(group, idleSetting)
    return group.facts?.window.rows.filter((row) => row.idle >= lateAfter).length ?? 0
  }
  return groups
    .map((group) => ({ name: group.name, late: late(group), pending: group.facts?.pending ?? 0 }))
    .sort((a, b) => b.late - a.late || b.pending - a.pending || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}
