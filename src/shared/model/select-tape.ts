import type { ByteText } from '../redis/byte-text'
import { approximateCount, type Count } from '../redis/count'
import { compareEntryIds, type EntryId } from '../redis/entry-id'
import type { Fact } from './fact'
import type { PresentReading } from './present-reading'
import { selectIdleNow, selectLateAfter, selectPendingClass } from './select-pending-class'
import { selectUndelivered } from './select-undelivered'
import { TAPE_LENGTH, type GroupFacts, type GroupState, type PendingRow } from './stream-state'

/** Worst first: a cell shows the worst state that its entry has in any group. */
const WORST_FIRST = ['unowned', 'idle', 'redelivered', 'pending', 'undelivered', 'unknown', 'settled'] as const
export type TapeState = (typeof WORST_FIRST)[number]

export type TapeCell =
  | { kind: 'entry'; id: EntryId; state: TapeState; group?: ByteText; deliveries?: Count; fill?: number }
  /** Several entries in one cell: how many of them the group that is furthest behind has not been given. */
  | { kind: 'span'; entries: number; undelivered: number; known: boolean }

/** Where a group has read to. `position` counts cells from the oldest; undefined when that is further left than the tape. */
export interface TapeCursor {
  group: ByteText
  position?: number
  undelivered: Fact<Count>
}

export interface Tape {
  perCell: number
  /** Oldest first, at most TAPE_LENGTH. */
  cells: TapeCell[]
  cursors: TapeCursor[]
}

export const CELL_SIZES = [1, 5, 10, 50, 100, 500, 1000, 5000, 10_000] as const

/** Past this rate cells of one entry each go by faster than they can be seen. */
const READABLE_PER_SECOND = 150

/**
 * Entries per cell: 1 while entries can be followed; else so many that the tape spans a second of the stream and holds at
 * least the foremost group's cursor. Goes back only when a smaller size would do with room to spare, so it does not flicker.
 */
export function selectCellSize(input: { perSecond: number; smallestUndelivered: number; previous: number }): number {
  const fits = (size: number, room: number): boolean =>
    (size === 1 ? input.perSecond * room <= READABLE_PER_SECOND : input.perSecond * room <= size * TAPE_LENGTH) && input.smallestUndelivered * room <= size * TAPE_LENGTH * 0.75
  const largest = CELL_SIZES[CELL_SIZES.length - 1] ?? 1
  const needed = CELL_SIZES.find((size) => fits(size, 1)) ?? largest
  if (needed >= input.previous) return needed
  return CELL_SIZES.find((size) => fits(size, 1.5)) ?? largest
}

type Standing = { state: TapeState; deliveries?: Count; fill?: number }

function standingIn(id: EntryId, facts: GroupFacts, pending: ReadonlyMap<EntryId, PendingRow>, lateAfter: number, now: number): Standing {
  const row = pending.get(id)
  if (row !== undefined) {
    const idle = selectIdleNow(row, facts.window.at, now)
    const found = selectPendingClass(row, idle, lateAfter)
    // Entries on the tape were in the stream at this reading; a row that says gone is from a check before it.
    return { state: found === 'gone' ? 'pending' : found, deliveries: row.deliveries, fill: Math.min(1, idle / lateAfter) }
  }
  if (compareEntryIds(id, facts.lastDeliveredId) > 0) return { state: 'undelivered' }
  const lastRead = facts.window.rows.at(-1)
  const covered = facts.window.complete || (lastRead !== undefined && compareEntryIds(id, lastRead.id) <= 0)
  return { state: covered ? 'settled' : 'unknown' }
}

function entryCells(reading: PresentReading, groups: readonly GroupState[], idleSetting: number, now: number): TapeCell[] {
  const read = groups.flatMap((group) => (group.facts === undefined || group.vanishedAt !== undefined
    ? []
    : [{ name: group.name, facts: group.facts, lateAfter: selectLateAfter(group, idleSetting), pending: new Map(group.facts.window.rows.map((row) => [row.id, row])) }]))
  return [...reading.tail].reverse().map((id): TapeCell => {
    let worst: Standing & { group?: ByteText } = { state: read.length === 0 ? 'undelivered' : 'settled' }
    for (const group of read) {
      const here = standingIn(id, group.facts, group.pending, group.lateAfter, now)
      if (WORST_FIRST.indexOf(here.state) < WORST_FIRST.indexOf(worst.state)) worst = { ...here, group: group.name }
    }
    return { kind: 'entry', id, ...worst }
  })
}

function spanCells(length: number, cursors: readonly TapeCursor[], perCell: number): TapeCell[] {
  const cells = Math.min(TAPE_LENGTH, Math.ceil(length / perCell))
  const furthest = Math.max(0, ...cursors.map(({ undelivered }) => (undelivered.known ? approximateCount(undelivered.value) : 0)))
  const known = cursors.every(({ undelivered }) => undelivered.known)
  return Array.from({ length: cells }, (_, index): TapeCell => {
    const newer = (cells - 1 - index) * perCell
    const entries = Math.min(perCell, length - newer)
    return { kind: 'span', entries, undelivered: Math.max(0, Math.min(entries, furthest - newer)), known }
  })
}

/** The newest part of the stream as cells, newest last, with the cursor of every group. */
export function selectTape(reading: PresentReading, groups: readonly GroupState[], options: { perCell: number; idleSetting: number; now: number }): Tape {
  const present = groups.filter((group) => group.facts !== undefined && group.vanishedAt === undefined)
  const whole = reading.tail.length === reading.length
  const perCell = reading.tail.length === 0 && reading.length > 0 ? Math.max(options.perCell, Math.ceil(reading.length / TAPE_LENGTH)) : options.perCell
  const slots = perCell === 1 ? reading.tail.length : Math.min(TAPE_LENGTH, Math.ceil(reading.length / perCell))
  const cursors = present.flatMap(({ name, facts }): TapeCursor[] => {
    if (facts === undefined) return []
    const undelivered = selectUndelivered(reading, facts)
    const behind = undelivered.known ? approximateCount(undelivered.value) / perCell : Number.POSITIVE_INFINITY
    const onTape = behind < slots || (behind === slots && (whole || slots * perCell >= reading.length))
    return [{ group: name, undelivered, ...(onTape && { position: slots - behind }) }]
  })
  const cells = perCell === 1 ? entryCells(reading, groups, options.idleSetting, options.now) : spanCells(reading.length, cursors, perCell)
  return { perCell, cells, cursors }
}
