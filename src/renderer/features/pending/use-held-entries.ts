import { useEffect, useState } from 'react'
import type { FaultData } from '@shared/contract/fault'
import type { ByteText } from '@shared/redis/byte-text'
import type { GroupRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { toFault } from '../../store/to-fault'
import { MOST_ROWS, readPending, type PendingReading, type ReadPage } from './read-pending'

/** What a group, or one owner in it, holds: read once, oldest first. */
export function useHeldEntries({ connection, key, group }: GroupRef, owner?: ByteText): { reading: PendingReading | undefined; fault: FaultData | undefined } {
  const host = useHost()
  const [reading, setReading] = useState<PendingReading>()
  const [fault, setFault] = useState<FaultData>()
  useEffect(() => {
    const leave = new AbortController()
    const readPage: ReadPage = (from, count) => host.groups.pending({ connection, key, group, count, ...(owner !== undefined && { consumer: owner }), ...(from !== undefined && { from }) })
    const read = async (): Promise<void> => {
      try {
        const next = await readPending(readPage, MOST_ROWS, leave.signal, () => undefined)
        if (!leave.signal.aborted) setReading(next)
      } catch (error) {
        if (!leave.signal.aborted) setFault(toFault(error))
      }
    }
    void read()
    return () => leave.abort()
  }, [host, connection, key, group, owner])
  return { reading, fault }
}
