/** The name after the last of these in their own manner: `ns-1`, `ns-2` → `ns-3`; `auditor` → `auditor-2`. */
export function nextConsumerName(names: readonly string[]): string {
  const taken = new Set(names)
  const last = names.at(-1) ?? 'consumer-0'
  const match = /^(.*?)(\d{1,9})$/.exec(last)
  const stem = match?.[1] ?? `${last}-`
  for (let number = match === null ? 2 : Number(match[2]) + 1; ; number++) {
    const name = `${stem}${number}`
    if (!taken.has(name)) return name
  }
}
