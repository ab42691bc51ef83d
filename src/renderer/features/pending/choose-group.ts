import type { ByteText } from '@shared/redis/byte-text'
import type { GroupState } from '@shared/model/stream-state'

/** The group to show when the person has chosen none: the one with most pending, of those that are there. */
export function chooseGroup(groups: readonly GroupState[], chosen: ByteText | undefined): ByteText | undefined {
  if (chosen !== undefined && groups.some(({ name }) => name === chosen)) return chosen
  const there = groups.filter(({ facts, vanishedAt }) => facts !== undefined && vanishedAt === undefined)
  const most = there.reduce<GroupState | undefined>((best, group) => ((group.facts?.pending ?? 0) > (best?.facts?.pending ?? -1) ? group : best), undefined)
  return most?.name
}
