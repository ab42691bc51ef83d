import type { ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { formatClock } from '../../lib/format-time'
import { Badge } from '../../ui/badge'
import { describeAhead } from './connection-words'

/** The server's clock where it is not that of this machine. */
export function ClockBadge({ connection: { clock } }: { connection: ConnectionState }): ReactNode {
  if (clock?.kind === 'held') return <Badge solid tone="warn" hint={`The server's clock stands still at ${formatClock(clock.at)}.`}>CLOCK HELD</Badge>
  const ahead = describeAhead(clock)
  return ahead === undefined ? undefined : <Badge tone="warn" hint={`The server's clock is ${ahead} of this machine's.`}>{ahead}</Badge>
}
