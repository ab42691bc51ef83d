import type { LetterToSend, RedriveOutcome } from '@shared/contract/dead-letters'
import type { EntryId } from '@shared/redis/entry-id'

/** What became of each letter so far, in the order in which they were sent. */
export interface RedriveResult {
  id: EntryId
  outcome: RedriveOutcome
}

export type RedriveEnd = 'completed' | 'cancelled' | 'unknown' | 'stopped'

export type RedriveRun =
  | { kind: 'idle' }
  | { kind: 'running'; total: number; cancelling: boolean; results: readonly RedriveResult[] }
  | { kind: 'finished'; total: number; end: RedriveEnd; results: readonly RedriveResult[] }

/**
 * Redrives letters one after the other, each in a call of its own, so that a cancel stops after the one under way. A letter
 * that cannot go does not stop the others; an outcome that is unknown does (TRUST C2), and so does a call that `toOutcome`
 * says was refused as a whole.
 */
export async function runRedrives(
  letters: readonly LetterToSend[],
  send: (letter: LetterToSend) => Promise<RedriveOutcome>,
  toOutcome: (error: unknown) => RedriveOutcome,
  signal: AbortSignal,
  onProgress: (results: readonly RedriveResult[]) => void
): Promise<{ end: RedriveEnd; results: readonly RedriveResult[] }> {
  let results: readonly RedriveResult[] = []
  for (const letter of letters) {
    if (signal.aborted) return { end: 'cancelled', results }
    let stops = false
    let outcome: RedriveOutcome
    try {
      outcome = await send(letter)
    } catch (error) {
      outcome = toOutcome(error)
      stops = true
    }
    results = [...results, { id: letter.id, outcome }]
    onProgress(results)
    if (outcome.kind === 'unknown') return { end: 'unknown', results }
    if (stops) return { end: 'stopped', results }
  }
  return { end: 'completed', results }
}

/** How many ended so. */
export function countOutcomes(results: readonly RedriveResult[], kind: RedriveOutcome['kind']): number {
  return results.filter(({ outcome }) => outcome.kind === kind).length
}

/** What a run came to, from the server's replies alone. */
export function describeRedrives(end: RedriveEnd, results: readonly RedriveResult[], total: number): { level: 'success' | 'info' | 'warning' | 'error'; text: string } {
  const [ok, already, failed] = [countOutcomes(results, 'ok'), countOutcomes(results, 'already'), countOutcomes(results, 'failed')]
  const counts = [`${ok} redriven.`, already > 0 ? `${already} had been redriven already.` : '', failed > 0 ? `${failed} could not go.` : ''].filter((part) => part !== '').join(' ')
  const left = total - results.length
  const rest = left > 0 ? ` ${left} ${left === 1 ? 'was' : 'were'} not sent.` : ''
  switch (end) {
    case 'completed':
      return { level: failed > 0 ? 'warning' : ok > 0 ? 'success' : 'info', text: counts }
    case 'cancelled':
      return { level: 'info', text: `Cancelled. ${counts}${rest}` }
    case 'unknown':
      return { level: 'warning', text: `Whether the last one was redriven is not known. ${counts}${rest}` }
    case 'stopped':
      return { level: 'error', text: `Stopped. ${counts}${rest}` }
  }
}
