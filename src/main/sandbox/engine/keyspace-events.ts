import type { EventClass } from '../keyspace/keyspace'

/** Every class that `A` stands for: all but misses and new keys. */
const ALL: readonly EventClass[] = ['g', '$', 'l', 's', 'h', 'z', 'x', 't', 'e', 'd']
const KNOWN = new Set<string>([...ALL, 'K', 'E', 'm', 'n'])

/** What `notify-keyspace-events` switches on. */
export interface KeyspaceEvents {
  /** `__keyspace@<db>__:<key>` tells the event. */
  keyspace: boolean
  /** `__keyevent@<db>__:<event>` tells the key. */
  keyevent: boolean
  classes: ReadonlySet<EventClass>
}

/** Undefined for letters that are none. */
export function parseKeyspaceEvents(letters: string): KeyspaceEvents | undefined {
  const classes = new Set<EventClass>()
  for (const letter of letters) {
    if (letter === 'A') for (const kind of ALL) classes.add(kind)
    else if (!KNOWN.has(letter)) return undefined
    else if (letter !== 'K' && letter !== 'E') classes.add(letter as EventClass)
  }
  return { keyspace: letters.includes('K'), keyevent: letters.includes('E'), classes }
}

/** As CONFIG GET answers them: in Redis's order, with A where it stands for all of its classes; beside A it never tells of n. */
export function formatKeyspaceEvents({ keyspace, keyevent, classes }: KeyspaceEvents): string {
  const all = ALL.every((kind) => classes.has(kind))
  const named = all ? 'A' : ['g', '$', 'l', 's', 'h', 'z', 'x', 'e', 't', 'd', 'n'].filter((kind) => classes.has(kind as EventClass)).join('')
  const more = `${keyspace ? 'K' : ''}${keyevent ? 'E' : ''}${classes.has('m') ? 'm' : ''}`
  return named + more
}
