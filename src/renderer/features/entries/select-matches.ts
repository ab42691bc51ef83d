import type { Entry } from '@shared/redis/entry'

/** Rows that hold the text in their id, a name or a value as far as it was loaded; upper and lower case are the same. */
export function selectMatches(rows: readonly Entry[], text: string): readonly Entry[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return rows
  return rows.filter((row) => row.id.includes(wanted) || row.fields.some((field) => field.name.toLowerCase().includes(wanted) || field.value.toLowerCase().includes(wanted)))
}
