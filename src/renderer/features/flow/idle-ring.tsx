import type { ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import styles from './idle-ring.module.css'

const RADIUS = 13
const ROUND = 2 * Math.PI * RADIUS

export interface IdleRingProps {
  /** Idle ÷ threshold of the oldest entry held, 0 to 1; undefined when nothing that was read is held. */
  share: number | undefined
  /** Entries held. Undefined: unknown. */
  held: number | undefined
  size?: number
}

/** How many entries a consumer holds, and how far the oldest of them is on its way to being late. */
export function IdleRing({ share, held, size = 34 }: IdleRingProps): ReactNode {
  const text = held === undefined ? '?' : held > 999 ? '1k+' : formatCount(held)
  return (
    <svg className={styles.ring} width={size} height={size} viewBox="0 0 34 34" aria-hidden data-late={share !== undefined && share >= 1}>
      <circle cx="17" cy="17" r={RADIUS} />
      {share !== undefined && share > 0 && (
        <circle className={styles.arc} cx="17" cy="17" r={RADIUS} strokeDasharray={`${(Math.min(1, share) * ROUND).toFixed(1)} ${ROUND.toFixed(1)}`} transform="rotate(-90 17 17)" />
      )}
      <text x="17" y="21" className={text.length > 2 ? styles.long : undefined}>{text}</text>
    </svg>
  )
}
