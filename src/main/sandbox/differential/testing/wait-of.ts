const BLOCKING_POPS = new Set(['BLPOP', 'BRPOP', 'BLMOVE', 'BRPOPLPUSH'])
/** Words of XREAD and XREADGROUP, with how many follow them that are theirs. */
const TAKES: Record<string, number> = { GROUP: 2, COUNT: 1, BLOCK: 1, CLAIM: 1, NOACK: 0 }

/** How many milliseconds the command says that it may wait, 0 for any number; undefined when it does not wait. */
export function waitOf(command: readonly string[]): number | undefined {
  const name = (command[0] ?? '').toUpperCase()
  if (BLOCKING_POPS.has(name)) return Number(command.at(-1)) * 1000
  if (name !== 'XREAD' && name !== 'XREADGROUP') return undefined
  let wait: number | undefined
  for (let at = 1; at < command.length; ) {
    const word = (command[at] ?? '').toUpperCase()
    if (word === 'BLOCK') wait = Number(command[at + 1])
    const takes = TAKES[word]
    if (takes === undefined) break
    at += 1 + takes
  }
  return wait
}

/** The keys that the command waits for. */
export function waitedKeys(command: readonly string[]): readonly string[] {
  const name = (command[0] ?? '').toUpperCase()
  if (name === 'BLPOP' || name === 'BRPOP') return command.slice(1, -1)
  if (BLOCKING_POPS.has(name)) return command.slice(1, 2)
  const rest = command.slice(command.findIndex((word) => word.toUpperCase() === 'STREAMS') + 1)
  return rest.slice(0, rest.length / 2)
}
