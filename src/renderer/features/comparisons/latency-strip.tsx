import type { ReactNode } from 'react'
import type { LatencyFigures } from '@shared/model/comparison-state'
import { formatMs } from './comparison-words'
import styles from './strips.module.css'

export interface LatencyRow {
  label: string
  latency: LatencyFigures | undefined
  /** A CSS colour. */
  color: string
}

export interface LatencyStripsProps {
  title: string
  rows: readonly LatencyRow[]
  /** The scale reaches at least this far. Milliseconds. */
  least: number
}

const WIDTH = 600
const HEIGHT = 44
const MARGIN = 6

/** Two strips on one scale: each dot is a span that was measured, the newest at the bottom; lines at the mean and the p95. */
export function LatencyStrips({ title, rows, least }: LatencyStripsProps): ReactNode {
  const top = Math.max(least, ...rows.flatMap(({ latency }) => latency?.recent ?? [])) || 1
  const x = (ms: number): number => MARGIN + (Math.min(ms, top) / top) * (WIDTH - 2 * MARGIN)
  return (
    <figure className={styles.strips}>
      <figcaption>{title}</figcaption>
      {rows.map(({ label, latency, color }) => (
        <div key={label} className={styles.strip}>
          <span>{label}</span>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={latency === undefined ? `${label}: nothing measured yet` : `${label}: mean ${formatMs(latency.meanMs)}, p95 ${formatMs(latency.p95Ms)}, worst ${formatMs(latency.worstMs)} of ${latency.count}`}>
            <line x1={MARGIN} x2={WIDTH - MARGIN} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className={styles.axis} />
            {latency?.recent.map((ms, index, all) => (
              // oxlint-disable-next-line react/no-array-index-key -- its place among the newest is all that a dot is
              <circle key={index} cx={x(ms)} cy={4 + ((index + 1) / all.length) * (HEIGHT - 9)} r="3" style={{ fill: color, opacity: 0.35 + 0.65 * ((index + 1) / all.length) }} />
            ))}
            {latency !== undefined && <line x1={x(latency.meanMs)} x2={x(latency.meanMs)} y1="0" y2={HEIGHT} className={styles.mean} />}
            {latency !== undefined && <line x1={x(latency.p95Ms)} x2={x(latency.p95Ms)} y1="0" y2={HEIGHT} className={styles.late} />}
          </svg>
        </div>
      ))}
      <div className={styles.scale} aria-hidden><span>0</span><span>each dot one of the newest, the last at the bottom · ┃ mean · ┊ p95</span><span>{formatMs(top)}</span></div>
    </figure>
  )
}
