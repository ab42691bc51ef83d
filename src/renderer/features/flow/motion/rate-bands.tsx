import type { ReactNode } from 'react'
import { formatBand, useMotionDetail } from './motion-detail'
import styles from './motion.module.css'

/** Flatter than this, a band lies along the words of the stream's head, which its number would cover and which say the same. */
const FLAT = 0.1

/** Edges too fast for marks: a line as wide as the logarithm of the measured rate, with its number. */
export function RateBands(): ReactNode {
  const bands = useMotionDetail((detail) => detail.bands)
  if (bands.length === 0) return undefined
  return (
    <svg className={styles.bands} aria-hidden>
      {bands.map(({ from, to, perSecond, colour }, index) => (
        <g key={index}>
          <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} style={{ stroke: `var(--${colour})`, strokeWidth: 1 + Math.log10(Math.max(1, perSecond)) }} />
          {Math.abs(to.y - from.y) > FLAT * Math.abs(to.x - from.x) && <text x={from.x + (to.x - from.x) * 0.3} y={from.y + (to.y - from.y) * 0.3 - 5}>{formatBand(perSecond)}</text>}
        </g>
      ))}
    </svg>
  )
}
