import { selectLateAfter } from '@shared/model/select-pending-class'
import type { StreamState } from '@shared/model/stream-state'

export interface PendingTotal {
  count: number
  /** Some row of the part that is read is idle past the group's threshold. */
  late: boolean
}

/** Pending over all groups as the server says, undefined while it has not said so for every group. */
export function selectPendingTotal(stream: StreamState | undefined, thresholdMs: number): PendingTotal | undefined {
  if (stream?.reading?.kind !== 'present' || stream.reading.groupsOmitted > 0) return undefined
  const { groups } = stream.reading
  const limitOf = (name: string): number => selectLateAfter(stream.groups.find((group) => group.name === name) ?? {}, thresholdMs)
  return {
    count: groups.reduce((sum, group) => sum + group.pending, 0),
    late: groups.some((group) => group.window.rows.some((row) => row.idle > limitOf(group.name)))
  }
}
