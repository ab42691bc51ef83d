import { Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { formatClock } from '../../lib/format-time'
import { Badge } from '../../ui/badge'
import { describeAhead } from './connection-words'
import styles from './connections.module.css'

/** The server's clock where it is not that of this machine: in words, or as a mark where there is no room for them. */
export function ClockBadge({ connection: { clock } }: { connection: ConnectionState }): ReactNode {
  if (clock?.kind === 'held') {
    return <Badge solid tone="warn" hint={`The server's clock stands still at ${formatClock(clock.at)}.`}><Clock aria-hidden size={12} /><span className={styles.clockWords}>CLOCK HELD</span></Badge>
  }
  const ahead = describeAhead(clock)
  if (ahead === undefined) return undefined
  return <Badge tone="warn" hint={`The server's clock is ${ahead} of this machine's.`}><Clock aria-hidden size={12} /><span className={styles.clockWords}>{ahead}</span></Badge>
}
