import { useMemo } from 'react'
import { useCommands, type AppCommand } from '../../store/command-registry'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { setView } from '../../store/view-store'
import { listConnectionActions } from './connection-actions'
import { openSandbox } from './open-sandbox'
import { useSandboxOffers } from './sandbox-offers'

const CONNECT: AppCommand = { id: 'connection.connect', title: 'Connect to a server…', section: 'Connection', run: () => setView({ dialog: 'connect' }) }

/** Offers what can be done to the current connection in the palette. */
export function useConnectionCommands(): void {
  const host = useHost()
  const connection = useCurrentConnection()
  const offers = useSandboxOffers()
  const commands = useMemo((): readonly AppCommand[] => {
    const sandboxes = offers.map(({ kind, title, reason }): AppCommand => ({ id: `connection.open-${kind}-sandbox`, title, section: 'Connection', run: () => openSandbox(host, kind), unavailable: () => reason }))
    if (connection === undefined) return [CONNECT, ...sandboxes]
    return [CONNECT, ...sandboxes, ...listConnectionActions(connection, host).map((action): AppCommand => ({
      id: `connection.${action.id}`, title: `${connection.label}: ${action.section === 'disk' ? 'write to disk: ' : ''}${action.title}`, section: 'Connection', run: action.run, unavailable: () => action.reason
    }))]
  }, [connection, host, offers])
  useCommands(commands)
}
