import { memo, type ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import type { GroupState } from '@shared/model/stream-state'
import { formatAge } from '../../lib/format-age'
import { formatCount, formatRate } from '../../lib/format-count'
import { joinClasses } from '../../lib/join-classes'
import { setView } from '../../store/view-store'
import { Sparkline } from '../../ui/sparkline'
import { tip } from '../../ui/tooltip'
import styles from './lane-outcomes.module.css'
import { useAnchor } from './motion/anchors'
import { sampleCourse } from './sample-rate'

const SPARK_SECONDS = 40

/** What came of the entries, as seen since the stream is watched. */
export const LaneOutcomes = memo(function LaneOutcomes({ stream, group }: { stream: StreamRef; group: GroupState }): ReactNode {
  const anchor = useAnchor('outcome', group.name)
  const { tally } = group
  const course = sampleCourse(group.samples, (sample) => sample.acked, SPARK_SECONDS)
  const latest = course.at(-1)
  return (
    <div className={styles.out}>
      <p className={styles.ok} {...tip('Acks that removed an entry from the pending list, seen on our own wire or inferred from two readings, since this stream is watched')}>
        <b ref={anchor}><span aria-hidden>✓</span> {formatCount(tally.acked)}</b><small>acked, seen</small>
      </p>
      {tally.redelivered + tally.claimed > 0 && (
        <p className={styles.again} {...tip(`${formatCount(tally.redelivered)} delivered again, ${formatCount(tally.claimed)} claimed`)}><b>{formatCount(tally.redelivered + tally.claimed)}</b><small>again or claimed</small></p>
      )}
      {tally.failed > 0 && <p className={styles.failed} {...tip('Processing failed: not acked, so still pending')}><b>{formatCount(tally.failed)}</b><small>failed, not acked</small></p>}
      {tally.deadLettered > 0 && (
        <button type="button" className={joinClasses(styles.failed, styles.open)} onClick={() => setView({ view: 'dead-letters', stream })} {...tip('Moved to the dead-letter stream and acked, in one MULTI. Click to see them.')}><b><span aria-hidden>◆</span> {formatCount(tally.deadLettered)}</b><small>dead-lettered</small></button>
      )}
      {tally.skipped > 0 && (
        <p className={styles.skipped} {...tip(`Acked without work: ${formatCount(tally.unsubscribed)} of a type that its handler does not want or whose subscription is switched off, ${formatCount(tally.skipped - tally.unsubscribed)} whose effect was there already`)}><b>{formatCount(tally.skipped)}</b><small>skipped</small></p>
      )}
      {group.breaker !== undefined && group.breaker.kind !== 'closed' && (
        <p className={styles.failed} {...tip(`The circuit breaker of ${group.breaker.handler}: ${group.breaker.failures} failures in a row, ${group.breaker.threshold} open it for ${formatAge(group.breaker.openMs)}`)}><b>circuit {group.breaker.kind}</b></p>
      )}
      {tally.ackedNothing > 0 && (
        <p className={styles.nothing} {...tip('XACKs that answered 0: the entry was no longer pending, so somebody else had taken or acked it')}><b>{formatCount(tally.ackedNothing)}</b><small>acks of nothing</small></p>
      )}
      {course.length > 1 && <Sparkline values={course} label={latest === undefined ? 'acked per second' : `acked per second, now ${formatRate(latest)}`} width={98} height={24} />}
    </div>
  )
})
