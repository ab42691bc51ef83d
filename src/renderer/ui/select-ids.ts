import type { EntryId } from '@shared/redis/entry-id'

export type SelectedIds = ReadonlySet<EntryId>

export function toggleId(selected: SelectedIds, id: EntryId): SelectedIds {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

/** Selects everything between two ids as they are listed, both included. An anchor that is no longer listed selects the one. */
export function selectRange(selected: SelectedIds, listed: readonly EntryId[], anchor: EntryId, to: EntryId): SelectedIds {
  const ends = [listed.indexOf(anchor), listed.indexOf(to)].sort((a, b) => a - b)
  const [from = -1, until = -1] = ends
  return new Set([...selected, ...(from < 0 ? [to] : listed.slice(from, until + 1))])
}

/** All listed ids, or none of them when all were selected. Ids that are not listed keep what they are. */
export function toggleAll(selected: SelectedIds, listed: readonly EntryId[]): SelectedIds {
  if (listed.every((id) => selected.has(id))) {
    const next = new Set(selected)
    for (const id of listed) next.delete(id)
    return next
  }
  return new Set([...selected, ...listed])
}
