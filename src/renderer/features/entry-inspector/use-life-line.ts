import type { FaultData } from '@shared/contract/fault'
import type { LifeLine } from '@shared/contract/streams'
import type { StreamRef } from '@shared/model/stream-ref'
import type { EntryId } from '@shared/redis/entry-id'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'

/** Asked at most this often, however fast the stream changes. */
const EVERY_MS = 500

export interface KnownLife {
  line: LifeLine | undefined
  /** When the line was received, by this page's clock: ages go on from here. */
  receivedAt: number
  /** Why the last read failed; the line is from before it. */
  fault: FaultData | undefined
}

/** The life line of one entry, read again after its stream was. `readingAt`: time of the stream's last reading. */
export function useLifeLine({ connection, key }: StreamRef, id: EntryId, readingAt: number | undefined): KnownLife {
  const host = useHost()
  const [known, setKnown] = useState<KnownLife>({ line: undefined, receivedAt: 0, fault: undefined })
  const newestReading = useRef(readingAt)
  useLayoutEffect(() => {
    newestReading.current = readingAt
  })
  useEffect(() => {
    let isDisposed = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let askedFor: number | undefined
    const ask = async (): Promise<void> => {
      askedFor = newestReading.current
      try {
        const line = await host.streams.lifeLine({ connection, key, id })
        if (!isDisposed) setKnown({ line, receivedAt: Date.now(), fault: undefined })
      } catch (error) {
        if (!isDisposed) setKnown((before) => ({ ...before, fault: toFault(error) }))
      }
      if (!isDisposed) timer = setTimeout(check, EVERY_MS)
    }
    const check = (): void => {
      if (newestReading.current === askedFor) timer = setTimeout(check, EVERY_MS)
      else void ask()
    }
    void ask()
    return () => {
      isDisposed = true
      clearTimeout(timer)
    }
  }, [host, connection, key, id])
  return known
}
