import { useCallback, useEffect, useRef, useState } from 'react'
import type { RedriveRecord } from '@shared/contract/dead-letters'
import type { FaultData } from '@shared/contract/fault'
import type { StreamRef } from '@shared/model/stream-ref'
import { pageClock } from '../../lib/page-clock'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'
import { MOST_LETTERS, PAGE_LETTERS, readLetters, type LettersReading } from './read-letters'

const EVERY_MS = 2000
/** Reading takes at most this share of the time (TRUST O4). */
const SHARE = 0.05

export interface DeadLettersBoard {
  reading: LettersReading | undefined
  /** When it was made, by this machine's clock; 0 before the first. */
  readAt: number
  log: readonly RedriveRecord[]
  fault: FaultData | undefined
  refresh: () => void
  /** Keeps a page more, up to MOST_LETTERS. */
  loadMore: () => void
  loadAll: () => void
}

/** Reads the letters of a stream and what was redriven, and reads them again every two seconds while the page is in sight. */
export function useDeadLetters({ connection, key }: StreamRef): DeadLettersBoard {
  const host = useHost()
  const [state, setState] = useState<{ reading: LettersReading; readAt: number; log: readonly RedriveRecord[] }>()
  const [fault, setFault] = useState<FaultData>()
  const [limit, setLimit] = useState(PAGE_LETTERS)
  const readNow = useRef<() => void>(undefined)

  useEffect(() => {
    let turns = 0
    let due: ReturnType<typeof setTimeout> | undefined
    const read = async (isNewest: () => boolean): Promise<void> => {
      try {
        const [reading, log] = await Promise.all([
          readLetters((from) => host.deadLetters.page({ connection, key, count: PAGE_LETTERS, ...(from !== undefined && { from }) }), limit),
          host.deadLetters.log({ connection, key })
        ])
        if (!isNewest()) return
        setState({ reading, readAt: pageClock.now(), log })
        setFault(undefined)
      } catch (error) {
        if (isNewest()) setFault(toFault(error))
      }
    }
    const turn = async (asked: boolean): Promise<void> => {
      turns += 1
      const own = turns
      clearTimeout(due)
      const started = performance.now()
      const isNewest = (): boolean => own === turns
      if (asked || !document.hidden) await read(isNewest)
      if (isNewest()) due = setTimeout(() => void turn(false), Math.max(EVERY_MS, (performance.now() - started) / SHARE))
    }
    void turn(true)
    readNow.current = () => void turn(true)
    return () => {
      // No turn is the newest any more.
      turns = -1
      readNow.current = undefined
      clearTimeout(due)
    }
  }, [host, connection, key, limit])

  return {
    reading: state?.reading,
    readAt: state?.readAt ?? 0,
    log: state?.log ?? [],
    fault,
    refresh: useCallback(() => readNow.current?.(), []),
    loadMore: useCallback(() => setLimit((before) => Math.min(MOST_LETTERS, before + PAGE_LETTERS)), []),
    loadAll: useCallback(() => setLimit(MOST_LETTERS), [])
  }
}
