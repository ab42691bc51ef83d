import { memo, useEffect, useRef, useState, type ReactNode } from 'react'
import type { PresentReading } from '@shared/model/present-reading'
import { compareCounts } from '@shared/redis/count'
import type { StreamRef } from '@shared/model/stream-ref'
import { selectUndelivered } from '@shared/model/select-undelivered'
import type { GroupState } from '@shared/model/stream-state'
import { formatCount, formatRate } from '../../lib/format-count'
import { select } from '../../store/view-store'
import { FactValue } from '../../ui/fact-value'
import { Name } from '../../ui/name'
import { tip } from '../../ui/tooltip'
import { AlertMark } from '../alerts'
import styles from './lane-facts.module.css'
import { sampleRate } from './sample-rate'
import { isDrifting, trackDrift, type Drift } from './track-drift'

/** The server's lag where it is not what we count: a difference, or nil with its reason. */
function lagNote(reading: PresentReading, group: GroupState): string | undefined {
  const { facts } = group
  if (facts === undefined || group.vanishedAt !== undefined) return undefined
  const own = selectUndelivered(reading, facts)
  if (!facts.lag.known) return own.known && reading.entriesAdded.known ? 'server’s lag: nil' : undefined
  if (own.known && compareCounts(own.value, facts.lag.value) === 0) return undefined
  return `server says lag ${formatCount(facts.lag.value)}`
}

/** Follows what we saw against what the server says; undefined while they agree. Only where nobody else works on the group. */
function useDrift(group: GroupState, epoch: number, onlyOurs: boolean): Drift | undefined {
  const tracked = useRef<Drift>(undefined)
  const [drift, setDrift] = useState<Drift>()
  const { facts, tally } = group
  useEffect(() => {
    if (!onlyOurs || facts === undefined) tracked.current = undefined
    else if (facts.window.at !== tracked.current?.last.at) {
      tracked.current = trackDrift(tracked.current, {
        at: facts.window.at, epoch, pending: facts.pending, net: tally.delivered - tally.acked - tally.droppedByClaim, passed: tally.delivered + tally.redelivered + tally.acked
      })
    }
    setDrift(isDrifting(tracked.current) ? tracked.current : undefined)
  }, [facts, tally, epoch, onlyOurs])
  return drift
}

export interface LaneFactsProps {
  stream: StreamRef
  group: GroupState
  reading: PresentReading
  epoch: number
  onlyOurs: boolean
  late: number
  /** What is not well about its entries, in a few words. */
  alarm: { tone: 'warn' | 'bad'; text: string } | undefined
}

/** A group in numbers: each says on hover where it comes from. */
export const LaneFacts = memo(function LaneFacts({ stream, group, reading, epoch, onlyOurs, late, alarm }: LaneFactsProps): ReactNode {
  const drift = useDrift(group, epoch, onlyOurs)
  const acked = sampleRate(group.samples, (sample) => sample.acked)
  const { facts } = group
  const note = lagNote(reading, group)
  const noteReason = facts?.lag.known === false ? `Unknown because ${facts.lag.why}.` : 'Redis keeps lag as a counter, and trims and deletes can make it wrong. The count above is of entries that are there.'
  const pendingNote = drift === undefined ? undefined : `${formatCount(Math.abs(drift.difference))} ${drift.difference > 0 ? 'more' : 'fewer'} pending than we saw`
  return (
    <header className={styles.facts}>
      <h3><button type="button" onClick={() => select({ kind: 'group', stream, group: group.name })}><Name name={group.name} limit={60} /></button><AlertMark group={{ ...stream, group: group.name }} /></h3>
      {group.vanishedAt !== undefined
        ? <p className={styles.gone}>This group is not there any more.</p>
        : (
          <dl>
            <div><dt>lag</dt><dd>{facts === undefined ? '…' : <FactValue fact={selectUndelivered(reading, facts)} format={formatCount} />}</dd></div>
            <div><dt>pending</dt><dd className={late > 0 ? styles.late : undefined} {...tip(late > 0 ? `${formatCount(late)} of those read are late` : 'The server answered this')}>{facts === undefined ? '…' : formatCount(facts.pending)}</dd></div>
            <div><dt>acked/s</dt><dd {...tip('Measured over the last five seconds')}>{acked === undefined ? '–' : formatRate(acked)}</dd></div>
          </dl>
        )}
      {alarm !== undefined && <p className={styles.alarm} data-tone={alarm.tone} {...tip('See “Nothing lost?” below for the sum')}>{alarm.text}</p>}
      {note !== undefined && <p className={styles.note} data-differs={facts?.lag.known === true || undefined} {...tip(noteReason)}>{note}</p>}
      {pendingNote !== undefined && (
        <p className={styles.drift} {...tip('What our workers reported and what the server answers differ by more than one reading explains. Entries may have left the list unseen (XGROUP DELCONSUMER, a claim by another client). The server’s answer is shown.')}>drift: {pendingNote}</p>
      )}
    </header>
  )
})
