import { memo, type ReactNode } from 'react'
import type { GroupState } from '@shared/model/stream-state'
import { formatCount, formatRate } from '../../lib/format-count'
import { Sparkline } from '../../ui/sparkline'
import { tip } from '../../ui/tooltip'
import styles from './lane-outcomes.module.css'
import { useAnchor } from './motion/anchors'
import { sampleCourse } from './sample-rate'

const SPARK_SECONDS = 40

/** What came of the entries, as seen since the stream is watched. */
export const LaneOutcomes = memo(function LaneOutcomes({ group }: { group: GroupState }): ReactNode {
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
      {tally.ackedNothing > 0 && (
        <p className={styles.nothing} {...tip('XACKs that answered 0: the entry was no longer pending, so somebody else had taken or acked it')}><b>{formatCount(tally.ackedNothing)}</b><small>acks of nothing</small></p>
      )}
      {course.length > 1 && <Sparkline values={course} label={latest === undefined ? 'acked per second' : `acked per second, now ${formatRate(latest)}`} width={98} height={24} />}
    </div>
  )
})
