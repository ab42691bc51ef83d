import { useMemo, type ReactNode } from 'react'
import { formatCount, formatCounted } from '../../lib/format-count'
import { formatClock } from '../../lib/format-time'
import { nameToText } from '../../ui/name-parts'
import { TimeChart, type ChartPoint, type ChartSeries } from '../inspector'
import styles from './dead-letters.module.css'
import { listHandlers, type DepthSample } from './depth-course'

/** Charts beyond this many could not be told apart at a glance; the rest is named and counted in Letters. */
const MOST_CHARTS = 12

const DEPTH: ChartSeries[] = [{ key: 'depth', label: 'dead letters', color: 'var(--bad)' }]

function toPoints(course: readonly DepthSample[], handler: string | undefined): ChartPoint[] {
  return course.map(({ at, counts }) => (counts === undefined ? { at } : { at, depth: counts.get(handler) ?? 0 }))
}

const formatWhole = (value: number): string => formatCount(Math.round(value))

function HandlerChart({ course, handler }: { course: readonly DepthSample[]; handler: string | undefined }): ReactNode {
  const points = useMemo(() => toPoints(course, handler), [course, handler])
  return <TimeChart title={handler === undefined ? 'no handler named' : nameToText(handler)} points={points} series={DEPTH} format={formatWhole} least={4} whole />
}

/** How many dead letters of each handler lie in the stream, over the time in which they were read. */
export function DepthCharts({ course }: { course: readonly DepthSample[] }): ReactNode {
  const handlers = useMemo(() => listHandlers(course), [course])
  const [first] = course
  const last = course.at(-1)
  if (first === undefined || last === undefined) return <p className={styles.none}>Not read yet.</p>
  return (
    <section className={styles.depth} aria-label="Depth by handler">
      <p className={styles.none}>
        Counted by dlq:handler over every letter that lies in the stream, redriven ones too, at each reading since {formatClock(first.at, 0)}.
        {last.counts === undefined && ` Now ${formatCount(last.length)} lie there and not all are loaded: whose the others are is not known, and the lines have a gap. Load more above.`}
      </p>
      {handlers.length === 0 && <p className={styles.none}>{last.counts === undefined ? 'Unknown so far.' : 'None lies there.'}</p>}
      <div className={styles.charts}>{handlers.slice(0, MOST_CHARTS).map((handler) => <HandlerChart key={handler === undefined ? '' : `=${handler}`} course={course} handler={handler} />)}</div>
      {handlers.length > MOST_CHARTS && <p className={styles.none}>and {formatCounted(handlers.length - MOST_CHARTS, 'more handler')}.</p>}
    </section>
  )
}
