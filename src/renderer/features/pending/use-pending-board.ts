import { useCallback, useEffect, useRef, useState } from 'react'
import type { FaultData } from '@shared/contract/fault'
import type { ByteText } from '@shared/redis/byte-text'
import type { GroupRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'
import { useStableCallback } from '../../lib/use-stable-callback'
import { MOST_ROWS, PAGE_ROWS, readPending, type PendingReading } from './read-pending'

const EVERY_MS = 1000
/** Reading takes at most this share of the time: payloads are read one by one, which a long list makes dear (TRUST O4). */
const SHARE = 0.05

export interface PendingBoard {
  reading: PendingReading | undefined
  /** Set while more is being loaded than was there. */
  loading: { rows: number; total: number } | undefined
  fault: FaultData | undefined
  refresh: () => void
  /** Raises how many rows are kept, up to MOST_ROWS. */
  load: (rows: number) => void
  cancelLoad: () => void
}

/**
 * Reads the pending entries of a group and reads them again about once a second while the page is in sight. `owner`
 * narrows on the server, so that an owner whose entries lie far behind the first page is found all the same.
 */
export function usePendingBoard(group: GroupRef, owner: ByteText | undefined, paused: boolean): PendingBoard {
  const host = useHost()
  const { connection, key, group: name } = group
  const [reading, setReading] = useState<PendingReading>()
  const [loading, setLoading] = useState<PendingBoard['loading']>()
  const [fault, setFault] = useState<FaultData>()
  const [limit, setLimit] = useState(PAGE_ROWS)
  const loadMore = useRef<AbortController>(undefined)
  const readNow = useRef<() => void>(undefined)
  const isStill = useStableCallback(() => paused || document.hidden)

  useEffect(() => {
    const leave = new AbortController()
    let due: ReturnType<typeof setTimeout> | undefined
    const read = async (first: boolean, isNewest: () => boolean): Promise<void> => {
      const stop = new AbortController()
      leave.signal.addEventListener('abort', () => stop.abort(), { once: true })
      if (first) loadMore.current = stop
      try {
        const next = await readPending(
          (from, count) => host.groups.pending({ connection, key, group: name, count, ...(from !== undefined && { from }), ...(owner !== undefined && { consumer: owner }) }),
          limit,
          stop.signal,
          (rows, total) => { if (first && limit > PAGE_ROWS && !leave.signal.aborted) setLoading({ rows, total }) }
        )
        if (!isNewest()) return
        setReading(next)
        setFault(undefined)
        // Cancelled: keep what came, and do not go on loading the rest with the next reading.
        if (stop.signal.aborted) setLimit(Math.max(PAGE_ROWS, next.rows.length))
      } catch (error) {
        if (isNewest()) setFault(toFault(error))
      } finally {
        if (first && !leave.signal.aborted) setLoading(undefined)
      }
    }
    let turns = 0
    const turn = async (first: boolean, asked = false): Promise<void> => {
      turns += 1
      const own = turns
      clearTimeout(due)
      const started = performance.now()
      // A turn that a person asked for takes over from the one before it.
      const isNewest = (): boolean => !leave.signal.aborted && own === turns
      if (first || asked || !isStill()) await read(first, isNewest)
      if (!isNewest()) return
      due = setTimeout(() => void turn(false), Math.max(EVERY_MS, (performance.now() - started) / SHARE))
    }
    void turn(true)
    readNow.current = () => void turn(false, true)
    return () => {
      leave.abort()
      clearTimeout(due)
    }
  }, [host, connection, key, name, owner, limit, isStill])

  return {
    reading,
    loading,
    fault,
    refresh: useCallback(() => readNow.current?.(), []),
    load: useCallback((rows: number) => setLimit(Math.min(MOST_ROWS, rows)), []),
    cancelLoad: useCallback(() => loadMore.current?.abort(), [])
  }
}
