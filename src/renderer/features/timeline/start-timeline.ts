import type { Clock } from '@shared/lib/clock'
import { onEvents, onSnapshot } from '../../store/workbench-store'
import { TimelineRecord } from './timeline-record'

const PRUNE_MS = 5_000

/** The record of this page. */
export const timelineRecord = new TimelineRecord()

/** Starts recording; goes on while the page lives, whatever is shown. */
export function startTimeline(clock: Clock): void {
  let prunedAt = clock.now()
  onSnapshot(({ connections }) => timelineRecord.missed(clock.now(), Object.values(connections)))
  onEvents((events) => {
    timelineRecord.take(events)
    if (clock.now() - prunedAt < PRUNE_MS) return
    prunedAt = clock.now()
    timelineRecord.prune(prunedAt)
  })
}
