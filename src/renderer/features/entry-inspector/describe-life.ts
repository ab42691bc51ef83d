import type { LifeEvent, LifeLine } from '@shared/contract/streams'
import { assertNever } from '@shared/lib/assert-never'
import { formatCount } from '../../lib/format-count'
import { nameToText } from '../../ui/name-parts'
import type { MarkState } from '../../ui/state-mark'

export type GroupStanding = LifeLine['groups'][number]

/** The standing of an entry in a group as one exact phrase (TRUST I3, I4). */
export function describeStanding(standing: GroupStanding): string {
  switch (standing.standing) {
    case 'undelivered': return 'undelivered'
    case 'pending': return standing.why === undefined ? 'pending' : 'pending, will be delivered again'
    case 'pending, entry gone': return 'pending, entry gone'
    case 'settled': return standing.ackSeen ? 'settled: acknowledged' : 'settled (not seen how)'
    case 'removed': return standing.ackSeen ? 'removed, acknowledged before' : 'removed (not seen how)'
    case 'unknown': return 'unknown'
    default: return assertNever(standing.standing)
  }
}

/** What the phrase leaves open, as a sentence; undefined when it leaves nothing. */
export function explainStanding(standing: GroupStanding): string | undefined {
  if (standing.why !== undefined) return standing.why
  switch (standing.standing) {
    case 'undelivered': return 'The group’s cursor has not reached it yet.'
    case 'settled': return standing.ackSeen ? undefined : 'It may have been acknowledged, read with NOACK, skipped by XGROUP SETID, or dropped with its consumer.'
    case 'removed': return standing.ackSeen ? undefined : 'The entry is not in the stream and not pending here. Whether this group ever got it was not seen.'
    case 'pending, entry gone': return 'It was trimmed or deleted while it was pending. A claim drops it from the list.'
    case 'pending': case 'unknown': return undefined
    default: return assertNever(standing.standing)
  }
}

/** The mark that goes with a standing; undefined where no state is known. `lateAfterMs`: idle past which it is late. */
export function chooseMark(standing: GroupStanding, idle: number | undefined, lateAfterMs: number): MarkState | undefined {
  switch (standing.standing) {
    case 'undelivered': return 'undelivered'
    case 'settled': return 'acked'
    case 'pending, entry gone': return 'gone'
    case 'removed': case 'unknown': return undefined
    case 'pending': {
      if (standing.pending !== undefined && standing.pending.consumer === undefined) return 'unowned'
      if (idle !== undefined && idle >= lateAfterMs) return 'idle'
      return standing.pending !== undefined && standing.pending.deliveries !== 1 ? 'redelivered' : 'pending'
    }
    default: return assertNever(standing.standing)
  }
}

const EVENT_WORDS: Record<LifeEvent['kind'], string> = {
  added: 'added', delivered: 'delivered', redelivered: 'delivered again', claimed: 'claimed', failed: 'processing failed', skipped: 'skipped', 'dead-lettered': 'dead-lettered', acked: 'acknowledged', deleted: 'deleted'
}

/** One event in words, without its time and its group. `workerName` names a worker of ours. */
export function describeEvent(event: LifeEvent, workerName: (id: string) => string | undefined): string {
  const words = EVENT_WORDS[event.kind]
  if (event.kind === 'added') {
    if (event.worker === 'hand') return 'added by hand'
    if (event.worker === 'intake') return 'added by the intake'
    return event.worker === undefined ? 'added' : `added by ${workerName(event.worker) ?? 'a producer of ours'}`
  }
  if (event.consumer === undefined) return event.worker === 'hand' ? `${words} by hand` : words
  const consumer = nameToText(event.consumer, 60)
  return event.kind === 'acked' || event.kind === 'failed' ? `${words} by ${consumer}` : `${words} to ${consumer}`
}

/** `delivered 3 times`, exact to the last digit. */
export function describeDeliveries(deliveries: number | `${bigint}`): string {
  return deliveries === 1 ? 'delivered once' : `delivered ${formatCount(deliveries)} times`
}
