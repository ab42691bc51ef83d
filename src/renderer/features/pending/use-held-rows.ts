import { useState } from 'react'
import type { BoardRow } from './board-row'
import { keepPlaces } from './order-rows'

/**
 * The rows to show: as ordered, or, while `holding`, the newest facts in the places shown before. A new `basis` (filter,
 * order, group) always orders anew. `loaded`: all that were read, those that no longer pass the filter too.
 */
export function useHeldRows(ordered: readonly BoardRow[], loaded: readonly BoardRow[], holding: boolean, basis: unknown): readonly BoardRow[] {
  const [shown, setShown] = useState({ ordered, holding, basis, rows: ordered })
  if (shown.ordered === ordered && shown.holding === holding && shown.basis === basis) return shown.rows
  const rows = holding && shown.basis === basis ? keepPlaces(shown.rows, ordered, loaded) : ordered
  setShown({ ordered, holding, basis, rows })
  return rows
}
