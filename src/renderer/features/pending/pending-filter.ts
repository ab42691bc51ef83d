import type { ByteText } from '@shared/redis/byte-text'
import { compareCounts, type Count } from '@shared/redis/count'
import { compareEntryIds, type EntryId } from '@shared/redis/entry-id'
import { assertNever } from '@shared/lib/assert-never'
import { idleAt, type BoardRow } from './board-row'

export type Comparator = '>' | '>=' | '<' | '<=' | '='

/** One condition of the filter line. Owners are alternatives; all other terms must hold together. */
export type FilterTerm =
  | { kind: 'owner'; name: ByteText }
  /** Released by XNACK (8.8): pending, owned by nobody. Not the same as an owner whose name is empty. */
  | { kind: 'no-owner' }
  | { kind: 'idle'; is: Comparator; ms: number }
  /** Idle is -1: released, so that no time runs. */
  | { kind: 'released' }
  | { kind: 'deliveries'; is: Comparator; count: Count }
  | { kind: 'id'; is: Comparator; id: EntryId }
  | { kind: 'gone'; gone: 'yes' | 'no' | 'unknown' }
  /** Anywhere in the id, the owner, or the loaded part of the payload; upper and lower case alike. */
  | { kind: 'text'; text: string }

export type RowFilter = (row: BoardRow, now: number) => boolean

/** Makes the test that a row must pass. `now` is wall clock: idle goes on between readings. */
export function createRowFilter(terms: readonly FilterTerm[]): RowFilter {
  const owners = terms.filter((term) => term.kind === 'owner' || term.kind === 'no-owner')
  const others = terms.filter((term) => term.kind !== 'owner' && term.kind !== 'no-owner')
  const needles = new Map(others.map((term) => [term, term.kind === 'text' ? term.text.toLowerCase() : '']))
  return (row, now) =>
    (owners.length === 0 || owners.some((term) => holds(term, row, now, ''))) && others.every((term) => holds(term, row, now, needles.get(term) ?? ''))
}

function holds(term: FilterTerm, row: BoardRow, now: number, needle: string): boolean {
  switch (term.kind) {
    case 'owner':
      return row.consumer === term.name
    case 'no-owner':
      return row.consumer === undefined
    case 'idle': {
      const idle = idleAt(row, now)
      return idle !== undefined && compares(idle - term.ms, term.is)
    }
    case 'released':
      return idleAt(row, now) === undefined
    case 'deliveries':
      return compares(compareCounts(row.deliveries, term.count), term.is)
    case 'id':
      return compares(compareEntryIds(row.id, term.id), term.is)
    case 'gone':
      return (row.gone === undefined ? 'unknown' : row.gone ? 'yes' : 'no') === term.gone
    case 'text':
      return textOf(row).some((text) => text.toLowerCase().includes(needle))
    default:
      return assertNever(term)
  }
}

function compares(difference: number, is: Comparator): boolean {
  switch (is) {
    case '>':
      return difference > 0
    case '>=':
      return difference >= 0
    case '<':
      return difference < 0
    case '<=':
      return difference <= 0
    case '=':
      return difference === 0
    default:
      return assertNever(is)
  }
}

function textOf(row: BoardRow): string[] {
  return [row.id, row.consumer ?? '', ...(row.entry?.fields.flatMap((field) => [field.name, field.value]) ?? [])]
}
