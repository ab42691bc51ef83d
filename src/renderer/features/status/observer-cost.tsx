import type { ReactNode } from 'react'
import { formatBytes } from '../../lib/format-bytes'
import { formatRate } from '../../lib/format-count'
import { useCurrentConnection } from '../../store/current'
import { useWorkbenchStore } from '../../store/workbench-store'
import { tip } from '../../ui/tooltip'
import styles from './status.module.css'

/** Percent of one core with the places that still mean something. */
function formatCore(core: number): string {
  const percent = core * 100
  return percent > 0 && percent < 0.05 ? 'under 0.1 %' : `${percent.toFixed(1)} %`
}

/** What watching costs the server, always in sight. */
export function ObserverCostText(): ReactNode {
  const connection = useCurrentConnection()
  const live = useWorkbenchStore((store) => store.feed.kind === 'live')
  if (!live || connection?.status.kind !== 'ready') return undefined
  const { cost } = connection
  if (cost === undefined) return <span className={styles.cost} {...tip('Not measured yet.')}>observing: unknown</span>
  const source = cost.from === 'server' ? "The time is the server's own figure." : 'The time is an estimate from round trips.'
  return (
    <span className={styles.cost} {...tip(`Watching asks the server ${formatRate(cost.callsPerSecond)} times a second and moves ${formatBytes(cost.bytesPerSecond)} a second.\n${source}`)}>
      observing: {formatCore(cost.core)} of a core{cost.from === 'estimate' && ' (est.)'}
    </span>
  )
}
