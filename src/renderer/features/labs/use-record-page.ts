import { useCallback, useState } from 'react'
import { usePolled } from './use-polled'

/** Rows after `before`, newest first; the newest of all without it. */
export interface RecordRange<C> {
  before?: C
  limit: number
}

/** Rows of the ledger, newest first, one page of them at a time. What comes meanwhile moves the first page and no other. */
export interface RecordPage<T> {
  /** Undefined: not answered yet. */
  rows: readonly T[] | undefined
  problem: string | undefined
  /** From 1, the newest. */
  page: number
  /** There is at least one row after the last of this page. */
  hasOlder: boolean
  showNewer: () => void
  showOlder: () => void
  showNewest: () => void
}

export const ROWS_A_PAGE = 50

/** `read` is asked again each second, for one row more than is shown: that one says whether there is an older page. A row is the place where the next page begins. */
export function useRecordPage<T>(read: (range: RecordRange<T>) => Promise<readonly T[]>): RecordPage<T> {
  /** The last row of each page that was left for an older one. */
  const [left, setLeft] = useState<readonly T[]>([])
  const before = left.at(-1)
  const { answer, problem } = usePolled(useCallback(() => read({ ...(before !== undefined && { before }), limit: ROWS_A_PAGE + 1 }), [read, before]))
  const rows = answer?.slice(0, ROWS_A_PAGE)
  return {
    rows,
    problem,
    page: left.length + 1,
    hasOlder: answer !== undefined && answer.length > ROWS_A_PAGE,
    showNewer: () => setLeft((pages) => pages.slice(0, -1)),
    showOlder: () => {
      const last = rows?.at(-1)
      if (last !== undefined) setLeft((pages) => [...pages, last])
    },
    showNewest: () => setLeft([])
  }
}
