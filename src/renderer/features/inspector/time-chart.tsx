import { memo, useRef, useState, type ReactNode } from 'react'
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatClock } from '../../lib/format-time'
import { useInView } from '../../lib/use-in-view'
import styles from './time-chart.module.css'

/** One moment of a chart. A series without a value there is unknown and leaves a gap. */
export type ChartPoint = { at: number } & Partial<Record<string, number>>

export interface ChartSeries {
  /** Key in the points. Chosen by us, never a name from a server. */
  key: string
  label: string
  /** A CSS colour that means the same state everywhere, e.g. `var(--pend)`. */
  color: string
  /** Told apart without colour. */
  dash?: string
}

export interface TimeChartProps {
  title: string
  points: readonly ChartPoint[]
  series: readonly ChartSeries[]
  format: (value: number) => string
  /** The scale reaches at least this far, so that small noise is not drawn large. */
  least: number
  /** Counts: no tick between two whole numbers. */
  whole?: boolean
}

const HEIGHT = 84
/** Before the first measurement, and where there is none: in tests. */
const INITIAL = { width: 288, height: HEIGHT }
const FEWEST_POINTS = 2
const TICK = { fill: 'var(--dim)', fontSize: 10 }
const TOOLTIP = { background: 'var(--raised)', border: '1px solid var(--line)', borderRadius: 6, fontSize: 11, padding: '4px 8px' }

/** A line is drawn again this much later at the earliest: it costs 20 to 30 ms, more than a frame. Milliseconds of samples. */
const REDRAW_AFTER = 2900

/** The points as the line shows them: as new as REDRAW_AFTER allows, and only while somebody can see them. */
function usePlottedPoints(points: readonly ChartPoint[], inView: boolean): readonly ChartPoint[] {
  const [plotted, setPlotted] = useState(points)
  const last = plotted.at(-1)?.at
  const next = points.at(-1)?.at
  const due = last === undefined || next === undefined || next < last || next - last >= REDRAW_AFTER || plotted.length < FEWEST_POINTS
  if (inView && due && plotted !== points) setPlotted(points)
  return plotted
}

interface PlotProps extends Pick<TimeChartProps, 'series' | 'format' | 'least'> {
  points: readonly ChartPoint[]
  whole: boolean
}

const Plot = memo(function Plot({ points, series, format, least, whole }: PlotProps): ReactNode {
  return (
    <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={INITIAL}>
      <LineChart data={[...points]} margin={{ top: 4, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="at" type="number" domain={['dataMin', 'dataMax']} tickFormatter={formatTick} ticks={[points[0]?.at ?? 0, points.at(-1)?.at ?? 0]} interval="preserveStartEnd" stroke="var(--line)" tick={TICK} height={16} />
        <YAxis width={44} domain={[0, (most: number) => Math.max(most, least)]} tickCount={3} tickFormatter={format} stroke="var(--line)" tick={TICK} allowDecimals={!whole} />
        <Tooltip isAnimationActive={false} contentStyle={TOOLTIP} labelFormatter={(at) => (typeof at === 'number' ? formatClock(at, 0) : '')} formatter={(value) => (typeof value === 'number' ? format(value) : '')} />
        {series.map(({ key, label, color, dash }) => (
          <Line key={key} dataKey={key} name={label} stroke={color} strokeWidth={1.6} dot={false} isAnimationActive={false} type="linear" connectNulls={false} {...(dash !== undefined && { strokeDasharray: dash })} />
        ))}
      </LineChart>
    </ResponsiveContainer>
  )
})

/** A course over the last minutes. Its numbers are of the last second, its line up to three seconds old. */
export const TimeChart = memo(function TimeChart({ title, points, series, format, least, whole = false }: TimeChartProps): ReactNode {
  const newest = points.at(-1)
  const plot = useRef<HTMLDivElement>(null)
  const plotted = usePlottedPoints(points, useInView(plot))
  const summary = series.map(({ key, label }) => `${label} ${newest?.[key] === undefined ? 'unknown' : format(newest[key])}`).join(', ')
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span>{title}</span>
        {series.map(({ key, label, color, dash }) => (
          <span key={key} className={styles.key}>
            <svg aria-hidden width="14" height="6"><line x1="0" y1="3" x2="14" y2="3" strokeWidth="2" style={{ stroke: color }} strokeDasharray={dash} /></svg>
            {label} <b>{newest?.[key] === undefined ? '–' : format(newest[key])}</b>
          </span>
        ))}
      </figcaption>
      <div ref={plot} className={styles.plot} role="img" aria-label={`${title}: ${summary}`}>
        {points.length < FEWEST_POINTS ? <p className={styles.waiting}>Two samples are needed; they come about once a second.</p>
          : <Plot points={plotted} series={series} format={format} least={least} whole={whole} />}
      </div>
    </figure>
  )
})

function formatTick(at: number): string {
  return formatClock(at, 0)
}
