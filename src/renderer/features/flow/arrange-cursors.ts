import type { TapeCursor } from '@shared/model/select-tape'

/** Cursors so near that they share a line, with the row below the tape at which their labels begin. */
export interface CursorStop {
  /** Cells from the left end of the tape. */
  position: number
  cursors: TapeCursor[]
  row: number
  /** Labels go to the side where there is room. */
  side: 'left' | 'right'
}

/** Labels beyond this in one place are counted. */
export const CURSORS_NAMED = 3
const ROWS = 6
/** Cells that a character of a label covers, at the narrowest tape. */
const CELLS_PER_CHARACTER = 0.62
const LONGEST_LABEL = 28

const rowsOf = (stop: CursorStop): number => Math.min(CURSORS_NAMED + 1, stop.cursors.length)
const widthOf = (stop: CursorStop): number => Math.max(...stop.cursors.slice(0, CURSORS_NAMED).map(({ group }) => Math.min(LONGEST_LABEL, group.length + 1))) * CELLS_PER_CHARACTER

function gather(cursors: readonly TapeCursor[], empty: number, length: number, together: number): CursorStop[] {
  const placed = cursors.flatMap((cursor) => (cursor.position === undefined ? [] : [{ at: empty + cursor.position, cursor }])).sort((a, b) => b.at - a.at)
  const stops: CursorStop[] = []
  for (const { at, cursor } of placed) {
    const last = stops.at(-1)
    if (last !== undefined && last.position - at <= together) last.cursors.push(cursor)
    else stops.push({ position: at, cursors: [cursor], row: 0, side: at > length / 2 ? 'left' : 'right' })
  }
  return stops
}

/**
 * Puts labels that would overlap under each other. Labels point away from the nearer end, and the stop further from that
 * end is the higher one: so no line of one crosses the label of another.
 */
function stack(stops: readonly CursorStop[]): void {
  for (const side of ['left', 'right'] as const) {
    const here = stops.filter((stop) => stop.side === side).sort((a, b) => (side === 'left' ? a.position - b.position : b.position - a.position))
    here.forEach((stop, index) => {
      const covered = here.slice(0, index).filter((other) => Math.abs(stop.position - other.position) < widthOf(stop))
      stop.row = Math.max(0, ...covered.map((other) => other.row + rowsOf(other)))
    })
  }
}

/** Places all cursors that are on the tape; gathers more of them into one stop until their labels fit below it. */
export function arrangeCursors(cursors: readonly TapeCursor[], empty: number, length: number): { stops: CursorStop[]; rows: number } {
  for (let together = 1.5; ; together *= 2) {
    const stops = gather(cursors, empty, length, together)
    stack(stops)
    const rows = Math.max(1, ...stops.map((stop) => stop.row + rowsOf(stop)))
    if (rows <= ROWS || together > length) return { stops, rows }
  }
}
