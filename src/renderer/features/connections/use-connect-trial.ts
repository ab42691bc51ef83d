import { useEffect, useState } from 'react'
import type { OpenConnection } from '@shared/contract/connections'
import type { FaultData } from '@shared/contract/fault'
import type { ConnectionState } from '@shared/model/connection-state'
import type { ConnectionId } from '@shared/model/stream-ref'
import { useStableCallback } from '../../lib/use-stable-callback'
import { attemptQuietly } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'

/** How a try to connect stands. The live feed tells what becomes of it. */
export type ConnectTrial =
  | { kind: 'none' }
  | { kind: 'trying' }
  | { kind: 'failed'; title: string; text: string; reason?: string }
  | { kind: 'ready'; connection: ConnectionId }

function judge(connection: ConnectionState | undefined): ConnectTrial {
  const status = connection?.status
  switch (status?.kind) {
    case 'refused': return { kind: 'failed', title: status.message, text: status.next, reason: status.reason }
    case 'lost': return { kind: 'failed', title: status.message, text: status.next }
    case 'reconnecting': return { kind: 'failed', title: status.message, text: `Sluice keeps trying (${status.attempt} so far). Change the address, or leave this open.` }
    case 'ready': return connection === undefined ? { kind: 'trying' } : { kind: 'ready', connection: connection.id }
    default: return { kind: 'trying' }
  }
}

/** Tries servers one after the other: each new try closes the one before, and so does leaving without one. */
export function useConnectTrial(onReady: (connection: ConnectionId) => void): { trial: ConnectTrial; start: (open: OpenConnection) => Promise<void>; abandon: () => void } {
  const host = useHost()
  const connections = useWorkbench((state) => state.connections)
  const [open, setOpen] = useState<{ kind: 'none' } | { kind: 'opening' } | { kind: 'opened'; id: ConnectionId } | { kind: 'fault'; fault: FaultData }>({ kind: 'none' })
  const trial: ConnectTrial = open.kind === 'opened' ? judge(connections[open.id])
    : open.kind === 'opening' ? { kind: 'trying' }
    : open.kind === 'fault' ? { kind: 'failed', title: open.fault.message, text: open.fault.next }
    : { kind: 'none' }

  const ready = trial.kind === 'ready' ? trial.connection : undefined
  const tellReady = useStableCallback(onReady)
  useEffect(() => {
    if (ready !== undefined) tellReady(ready)
  }, [ready, tellReady])

  const abandon = (): void => {
    if (open.kind === 'opened' && trial.kind !== 'ready') void attemptQuietly(() => host.connections.close({ connection: open.id }))
    setOpen({ kind: 'none' })
  }
  const start = async (request: OpenConnection): Promise<void> => {
    abandon()
    setOpen({ kind: 'opening' })
    const fault = await attemptQuietly(async () => {
      const { connection } = await host.connections.open(request)
      setOpen({ kind: 'opened', id: connection })
    })
    if (fault !== undefined) setOpen({ kind: 'fault', fault })
  }
  return { trial, start, abandon }
}
