import type { ReactNode } from 'react'
import styles from './strips.module.css'

/** Signs of a strip, with the colour and the height of their bars: a gap is seen without colour too. */
const BARS: readonly { sign: string; color: string; height: number }[] = [
  { sign: 'r', color: 'var(--ok)', height: 1 }, { sign: 'm', color: 'var(--bad)', height: 0.25 }, { sign: 'w', color: 'var(--pend)', height: 0.6 }, { sign: 'u', color: 'var(--old)', height: 0.6 }, { sign: 'x', color: 'var(--ghost)', height: 0.25 }
]
const CELL = 5
const HEIGHT = 34

/** The newest numbers, one bar each, the newest at the right. `length`: so many there is room for. */
export function NumberStrip({ label, strip, length }: { label: string; strip: string; length: number }): ReactNode {
  const first = length - strip.length
  return (
    <svg className={styles.numbers} viewBox={`0 0 ${length * CELL} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {BARS.map(({ sign, color, height }) => {
        const bars = Array.from(strip, (each, index) => (each === sign ? `M${(first + index) * CELL} ${HEIGHT}v${-height * HEIGHT}h${CELL - 1}v${height * HEIGHT}z` : '')).join('')
        return <path key={sign} d={bars} style={{ fill: color }} />
      })}
    </svg>
  )
}
