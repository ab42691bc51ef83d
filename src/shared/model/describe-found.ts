import type { FoundKey } from './worker-state'

/** `sluice:lab:orders (12 entries, of the lab shop)`. */
export function describeFound({ key, entries, usedBy }: FoundKey): string {
  const facts = [...(entries === undefined ? [] : [entries === 1 ? '1 entry' : `${entries} entries`]), ...(usedBy === undefined ? [] : [`of the lab ${usedBy}`])]
  return facts.length === 0 ? key : `${key} (${facts.join(', ')})`
}
