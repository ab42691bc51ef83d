/** Entries per mark that the drawing may use. Named on screen wherever it is more than 1. */
export const MARK_SIZES = [1, 5, 10, 50, 100, 500] as const
export type MarkSize = (typeof MARK_SIZES)[number]

/** How an edge is drawn: marks of `size` entries each, or a band as wide as its measured rate, without marks. */
export type DetailLevel = { kind: 'marks'; size: MarkSize } | { kind: 'band' }

/** Up to here every entry has a mark of its own. */
const SINGLES_PER_SECOND = 150
/** More marks than this on one edge blur into a line. */
const MARKS_PER_SECOND = 100

/** How often the limits may be halved when the machine cannot draw so much. */
export const MOST_PRESSURE = 4

/**
 * The level for a measured rate. Each step of `pressure` halves the marks a second that an edge may have: busy edges lose
 * detail, quiet ones keep a mark per entry. Goes back only when the rate is well below the limit, so it does not flicker.
 */
export function chooseDetail(perSecond: number, pressure: number, previous: DetailLevel): DetailLevel {
  const share = 1 / 2 ** Math.min(pressure, MOST_PRESSURE)
  const step = (rate: number): number => {
    if (rate <= SINGLES_PER_SECOND * share) return 0
    const found = MARK_SIZES.findIndex((size) => size > 1 && rate / size <= MARKS_PER_SECOND * share)
    return found < 0 ? MARK_SIZES.length : found
  }
  const before = previous.kind === 'band' ? MARK_SIZES.length : MARK_SIZES.indexOf(previous.size)
  const wanted = step(perSecond)
  const size = MARK_SIZES[wanted >= before ? wanted : Math.min(before, step(perSecond * 1.4))]
  return size === undefined ? { kind: 'band' } : { kind: 'marks', size }
}

/**
 * What became of the entries that passed an edge. Nothing is rounded away:
 * seen = Σ (marks of size n × n) + carried + banded + undrawn.
 */
export interface EdgeAccount {
  seen: number
  /** Entries that marks have been drawn for. */
  drawn: number
  /** Not yet enough for a mark. Always smaller than one mark of the current size. */
  carried: number
  /** Passed while the edge was drawn as a band. */
  banded: number
  /** Passed without a mark, because there were too many marks already or motion was paused. */
  undrawn: number
}

export const EMPTY_ACCOUNT: EdgeAccount = { seen: 0, drawn: 0, carried: 0, banded: 0, undrawn: 0 }

/** Takes `count` entries in and says how many marks to draw now, at most `room`. */
export function conserveMarks(account: EdgeAccount, count: number, level: DetailLevel, room: number): { account: EdgeAccount; marks: number } {
  const seen = account.seen + count
  const waiting = account.carried + count
  if (level.kind === 'band') return { account: { ...account, seen, banded: account.banded + waiting, carried: 0 }, marks: 0 }
  const due = Math.floor(waiting / level.size)
  const marks = Math.min(due, Math.max(0, Math.floor(room)))
  return {
    account: {
      ...account, seen,
      drawn: account.drawn + marks * level.size,
      carried: waiting - due * level.size,
      undrawn: account.undrawn + (due - marks) * level.size
    },
    marks
  }
}
