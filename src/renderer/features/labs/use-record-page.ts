import { useCallback, useState } from 'react'
import { usePolled } from './use-polled'

export interface RecordRange {
  offset: number
  limit: number
}

/** Rows of the ledger, newest first, one page of them at a time. */
export interface RecordPage<T> {
  /** Undefined: not answered yet. */
  rows: readonly T[] | undefined
  problem: string | undefined
  /** Rows before the first of this page. */
  offset: number
  /** There is at least one row after the last of this page. */
  hasOlder: boolean
  showNewer: () => void
  showOlder: () => void
  showNewest: () => void
}

export const ROWS_A_PAGE = 50

/** `read` is asked again each second, for one row more than is shown: that one says whether there is an older page. */
export function useRecordPage<T>(read: (range: RecordRange) => Promise<readonly T[]>): RecordPage<T> {
  const [offset, setOffset] = useState(0)
  const { answer, problem } = usePolled(useCallback(() => read({ offset, limit: ROWS_A_PAGE + 1 }), [read, offset]))
  return {
    rows: answer?.slice(0, ROWS_A_PAGE),
    problem,
    offset,
    hasOlder: answer !== undefined && answer.length > ROWS_A_PAGE,
    showNewer: () => setOffset((before) => Math.max(0, before - ROWS_A_PAGE)),
    showOlder: () => setOffset((before) => before + ROWS_A_PAGE),
    showNewest: () => setOffset(0)
  }
}
