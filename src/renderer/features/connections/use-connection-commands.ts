import { useMemo } from 'react'
import { useCommands, type AppCommand } from '../../store/command-registry'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { setView } from '../../store/view-store'
import { listConnectionActions } from './connection-actions'
import { openSandbox } from './open-sandbox'

const CONNECT: AppCommand = { id: 'connection.connect', title: 'Connect to a server…', section: 'Connection', run: () => setView({ dialog: 'connect' }) }

/** Offers what can be done to the current connection in the palette. */
export function useConnectionCommands(): void {
  const host = useHost()
  const connection = useCurrentConnection()
  const commands = useMemo((): readonly AppCommand[] => {
    const sandbox: AppCommand = { id: 'connection.open-sandbox', title: 'Open the sandbox', section: 'Connection', run: () => openSandbox(host) }
    if (connection === undefined) return [CONNECT, sandbox]
    return [CONNECT, sandbox, ...listConnectionActions(connection, host).map((action): AppCommand => ({
      id: `connection.${action.id}`, title: `${connection.label}: ${action.title}`, section: 'Connection', run: action.run, unavailable: () => action.reason
    }))]
  }, [connection, host])
  useCommands(commands)
}
