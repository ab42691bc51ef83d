import type { ReactNode } from 'react'
import styles from './sparkline.module.css'

export interface SparklineProps {
  /** Oldest first. `undefined` is unknown and leaves a gap. */
  values: readonly (number | undefined)[]
  /** What it shows, for screen readers, e.g. "acked per second, now 11.8". */
  label: string
  /** A CSS colour, e.g. `var(--ok)`. */
  color?: string
  width?: number
  height?: number
  /** Top of the scale; else the largest value. */
  max?: number
}

/** A course in the size of a word. Starts at zero, so that heights compare. */
export function Sparkline({ values, label, color = 'var(--ok)', width = 88, height = 22, max }: SparklineProps): ReactNode {
  const top = Math.max(max ?? 0, ...values.map((value) => value ?? 0)) || 1
  const step = values.length > 1 ? (width - 2) / (values.length - 1) : 0
  let path = ''
  let pen = false
  values.forEach((value, index) => {
    if (value === undefined) {
      pen = false
      return
    }
    path += `${pen ? 'L' : 'M'}${(1 + index * step).toFixed(1)} ${(height - 1.5 - (value / top) * (height - 3)).toFixed(1)}`
    pen = true
  })
  return (
    <svg className={styles.spark} role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <path d={path} style={{ stroke: color }} />
    </svg>
  )
}
