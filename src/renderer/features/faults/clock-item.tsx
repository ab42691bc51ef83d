import { Clock } from 'lucide-react'
import type { ConnectionState } from '@shared/model/connection-state'
import type { MenuItem } from '../../ui/menu'
import { clockRefusal, showConnectionDialog } from '../connections'

/** Moves the server's clock on, so that what is pending is late at once. */
export function clockItem(connection: ConnectionState | undefined): MenuItem {
  const reason = connection === undefined ? 'There is no connection.' : clockRefusal(connection)
  return {
    kind: 'item', label: 'Clock forward…', icon: <Clock aria-hidden />, reason,
    onSelect: () => { if (connection !== undefined) showConnectionDialog({ kind: 'advance-clock', connection: connection.id }) }
  }
}
