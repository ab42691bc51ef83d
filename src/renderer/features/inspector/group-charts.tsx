import { memo, useMemo, type ReactNode } from 'react'
import type { GroupSample } from '@shared/model/stream-state'
import { formatAge } from '../../lib/format-age'
import { formatCount, formatRate } from '../../lib/format-count'
import { PanelSection } from './panel'
import { TimeChart, type ChartPoint, type ChartSeries } from './time-chart'
import { toRates } from './to-rates'

const BACKLOG: ChartSeries[] = [{ key: 'pending', label: 'pending', color: 'var(--pend)' }, { key: 'lag', label: 'lag', color: 'var(--new)', dash: '4 3' }]
const RATES: ChartSeries[] = [{ key: 'acked', label: 'acked', color: 'var(--ok)' }, { key: 'delivered', label: 'delivered', color: 'var(--pend)', dash: '4 3' }]
const IDLE: ChartSeries[] = [{ key: 'oldestIdle', label: 'oldest', color: 'var(--old)' }]
const LATENCY: ChartSeries[] = [{ key: 'p50', label: 'p50', color: 'var(--ok)' }, { key: 'p95', label: 'p95', color: 'var(--old)', dash: '4 3' }]

/** The last minutes of a group, from one sample a second. */
export const GroupCharts = memo(function GroupCharts({ samples }: { samples: readonly GroupSample[] }): ReactNode {
  const backlog = useMemo(() => samples.map(toBacklog), [samples])
  const rates = useMemo(() => toRates(samples, { acked: (sample) => sample.acked, delivered: (sample) => sample.delivered }), [samples])
  const latency = useMemo(() => samples.map(toLatency), [samples])
  const measured = latency.some(({ p50 }) => p50 !== undefined)
  return (
    <PanelSection title="Course">
      <TimeChart title="Backlog" points={backlog} series={BACKLOG} format={formatWhole} least={4} whole />
      <TimeChart title="Per second" points={rates} series={RATES} format={formatRate} least={1} />
      <TimeChart title="Idle of the oldest id" points={backlog} series={IDLE} format={formatAge} least={2000} />
      {measured && <TimeChart title="Added to received" points={latency} series={LATENCY} format={formatMilliseconds} least={10} />}
    </PanelSection>
  )
})

function toBacklog({ at, pending, lag, oldestIdle }: GroupSample): ChartPoint {
  return { at, pending, ...(lag !== undefined && { lag }), ...(oldestIdle !== undefined && { oldestIdle }) }
}

function toLatency({ at, latencyP50, latencyP95 }: GroupSample): ChartPoint {
  return { at, ...(latencyP50 !== undefined && { p50: latencyP50 }), ...(latencyP95 !== undefined && { p95: latencyP95 }) }
}

function formatWhole(value: number): string {
  return formatCount(Math.round(value))
}

function formatMilliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}
