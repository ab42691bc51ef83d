import type { Stream } from './stream'
import type { StreamId } from './stream-id'

/**
 * What becomes of the groups when an entry is deleted (8.2): they keep its id as pending, as they always did; or they forget
 * it; or the entry is only deleted once every group has read and acknowledged it.
 */
export type ReferencePolicy = 'keep' | 'forget' | 'acked'

/** Whether some group still has the entry before it, or pending. */
export function isReferenced(stream: Stream, id: StreamId): boolean {
  for (const [, group] of stream.groups) if (group.lastId < id || group.pending.has(id)) return true
  return false
}

export function forget(stream: Stream, id: StreamId): void {
  for (const [, group] of stream.groups) group.remove(id)
}

/** Deletes one entry. False when there is none; `referenced` when the policy keeps it. */
export function deleteEntry(stream: Stream, id: StreamId, policy: ReferencePolicy): boolean | 'referenced' {
  // Redis asks for references first: an id that was never there, ahead of a group, counts as referenced.
  if (policy === 'acked' && isReferenced(stream, id)) return 'referenced'
  if (policy === 'forget') forget(stream, id)
  return stream.delete(id)
}
