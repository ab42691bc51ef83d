/** What can be done to the clock of a server that has SLUICE CLOCK. */
export type ClockMove = { kind: 'hold' } | { kind: 'advance'; ms: number } | { kind: 'release' }

/** The command for it: the one that is shown and the one that is sent. */
export function toClockCommand(move: ClockMove): string[] {
  const words = ['SLUICE', 'CLOCK', move.kind.toUpperCase()]
  return move.kind === 'advance' ? [...words, String(move.ms)] : words
}
