import type { LoggedCommand } from '@shared/contract/workbench'

export type Sender = LoggedCommand['by']

export const SENDERS = ['hand', 'worker', 'sweeper', 'lab', 'observer', 'setup'] as const satisfies readonly Sender[]

export const SENDER_WORDS: Record<Sender, string> = { hand: 'by hand', worker: 'workers', sweeper: 'claim sweeper', lab: 'labs', observer: 'observer', setup: 'connecting' }

/** Lines kept by the page. The host keeps more. */
export const LINES_KEPT = 2000

/** Lines so far with the new ones after them. A smaller `newest` than before means another host, whose lines start anew. */
export function appendCommands(before: readonly LoggedCommand[], fresh: readonly LoggedCommand[], newest: number): readonly LoggedCommand[] {
  const last = before.at(-1)?.seq ?? 0
  const kept = newest < last ? [] : before
  const after = newest < last ? 0 : last
  const added = fresh.filter((line) => line.seq > after)
  return added.length === 0 && kept === before ? before : [...kept, ...added].slice(-LINES_KEPT)
}
