import type { ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { formatClock } from '../../lib/format-time'
import { useHost } from '../../store/host'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { listClockActions } from './clock-actions'
import { callConnection } from './connection-words'

/** Says that the server's clock stands still, and what goes on from there. Nothing while it runs. */
export function ClockBanner({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const { clock } = connection
  if (clock?.kind !== 'held') return undefined
  const actions = listClockActions(connection, host).filter(({ id, reason }) => id !== 'hold-clock' && reason === undefined)
  return (
    <Banner
      level="info"
      title={`The clock of ${callConnection(connection)} is held at ${formatClock(clock.at, 0)}.`}
      actions={actions.map((action) => <Button key={action.id} size="small" hint={action.command} onClick={action.run}>{action.title}</Button>)}
    >
      Nothing ages on this server: idle times, TTLs and blocked reads wait for it. Workers go on.
    </Banner>
  )
}
