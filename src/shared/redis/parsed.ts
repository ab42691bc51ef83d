/** What became of reading a reply: the value, or in words what was not as it should be. Parsers never throw. */
export type Parsed<T> = { kind: 'ok'; value: T } | { kind: 'unreadable'; why: string }

export function parsed<T>(value: T): Parsed<T> {
  return { kind: 'ok', value }
}

export function unreadable(why: string): Parsed<never> {
  return { kind: 'unreadable', why }
}

/** Reads every element of an array reply; the first that cannot be read decides. */
export function parseList<T>(what: string, reply: unknown, parseItem: (item: unknown) => Parsed<T>): Parsed<T[]> {
  if (!Array.isArray(reply)) return unreadable(`${what} is not a list`)
  const values: T[] = []
  for (const item of reply as unknown[]) {
    const result = parseItem(item)
    if (result.kind === 'unreadable') return unreadable(`${what}: ${result.why}`)
    values.push(result.value)
  }
  return parsed(values)
}
