import { useEffect, useRef, useState } from 'react'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { FaultData } from '@shared/contract/fault'
import { attemptQuietly } from '../../store/attempt'
import { useHost } from '../../store/host'
import { discoverStreams, NOT_DISCOVERED, type Discovery } from './discover-streams'

interface UseDiscovery {
  discovery: Discovery
  scanning: boolean
  fault: FaultData | undefined
  scan: () => void
}

const TYPING_MS = 250

/** Looks for streams whose key holds `filter`; starts anew with each filter, goes on with `scan`. */
export function useDiscovery(connection: ConnectionId, filter: string): UseDiscovery {
  const host = useHost()
  const [discovery, setDiscovery] = useState<Discovery>(NOT_DISCOVERED)
  const [scanning, setScanning] = useState(false)
  const [fault, setFault] = useState<FaultData>()
  const running = useRef<AbortController>(undefined)

  const run = async (from: Discovery): Promise<void> => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setDiscovery(from)
    setScanning(true)
    setFault(undefined)
    const failed = await attemptQuietly(() => discoverStreams(host, connection, filter, from, setDiscovery, controller.signal))
    if (controller.signal.aborted) return
    setScanning(false)
    setFault(failed)
  }

  useEffect(() => {
    const timer = setTimeout(() => void run(NOT_DISCOVERED), filter === '' ? 0 : TYPING_MS)
    return () => {
      clearTimeout(timer)
      running.current?.abort()
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `run` reads the newest of both
  }, [connection, filter, host])

  return { discovery, scanning, fault, scan: () => void run(discovery.cursor === '0' ? NOT_DISCOVERED : discovery) }
}
