/** Clients that take turns, by their numbers from 0. */
export const CLIENTS = 5

/**
 * One step of a sequence.
 * - `call`: commands of a client, sent at once; most often one. Of a client that waits: of the next one that does not.
 * - `behind`: a command of a client that waits, which is carried out when its wait is over. Of one that does not wait: a call.
 * - `bulk`: many entries, so that there is more than one node to trim.
 * - `unblock`: CLIENT UNBLOCK by somebody else.
 * - `leave`: the connection ends, whatever it waits for, and comes again.
 * - `expire`: the time of a key of database 0 passes.
 */
export type Step =
  | { kind: 'call'; client: number; commands: string[][] }
  | { kind: 'behind'; client: number; command: string[] }
  | { kind: 'bulk'; client: number; key: string; entries: number; fields: number }
  | { kind: 'unblock'; client: number; how: 'TIMEOUT' | 'ERROR' }
  | { kind: 'leave'; client: number }
  | { kind: 'expire'; key: string }

const BULK_FIELDS = [['f', 'v'], ['f', 'a longer value of an entry', 'name', '123456'], ['f', '7'], ['f', '1', 'g', '70000', 'h', '']]

export const BULK_KINDS = BULK_FIELDS.length

/** What a bulk step sends: ids of one millisecond. */
export function bulkCommands({ key, entries, fields }: Step & { kind: 'bulk' }): string[][] {
  return Array.from({ length: entries }, () => ['XADD', key, `${500 + fields}-*`, ...(BULK_FIELDS[fields % BULK_KINDS] ?? [])])
}

/** Stands for the n-th last id that the server made itself: `@made:1` is the last. */
export function parseMadeId(word: string): number | undefined {
  const match = /^@made:(\d)$/.exec(word)
  return match === null ? undefined : Number(match[1])
}
