import type { EntryId } from '@shared/redis/entry-id'

export type SelectedIds = ReadonlySet<EntryId>

export function toggleId(selected: SelectedIds, id: EntryId): SelectedIds {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

/** All from one to the other as they are listed, both included. */
export function selectRange(selected: SelectedIds, listed: readonly EntryId[], anchor: EntryId, to: EntryId): SelectedIds {
  const [from = -1, until = -1] = [listed.indexOf(anchor), listed.indexOf(to)].sort((a, b) => a - b)
  return new Set([...selected, ...(from < 0 ? [to] : listed.slice(from, until + 1))])
}

/** All that are listed, or none of them when all were selected. */
export function toggleAll(selected: SelectedIds, listed: readonly EntryId[]): SelectedIds {
  if (!listed.every((id) => selected.has(id))) return new Set([...selected, ...listed])
  const dropped = new Set(listed)
  return new Set([...selected].filter((id) => !dropped.has(id)))
}
