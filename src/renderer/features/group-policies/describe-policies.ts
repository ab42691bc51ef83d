import type { GroupPolicies, ReclaimPolicy } from '@shared/labs/lab-file'
import { formatCount, formatCounted } from '../../lib/format-count'

/** Policies in the words of lab files, with what docs/lab-files.md says of each. */
export const ACK_WORDS: Record<GroupPolicies['ack'], string> = {
  'after-commit': 'XACK when the effect is committed, the usual.',
  'before-work': 'XACK first, then the work: what fails is not pending and not tried again.',
  'outside-transaction': 'Effect and mark in two transactions, then XACK.'
}

export const IDEMPOTENCY_WORDS: Record<GroupPolicies['idempotency'], string> = {
  none: 'Nothing keeps a second delivery from a second effect.',
  'guard-first': 'SET done:<group>:<id> NX before the effect.',
  ledger: 'The entry’s id and the effect in one transaction of a real database.'
}

export const RECLAIM_WORDS: Record<ReclaimPolicy['by'], string> = {
  nobody: 'What lies idle stays with the consumer that has it.',
  'autoclaim-first': 'Each turn of a consumer begins with XAUTOCLAIM.',
  sweeper: 'XAUTOCLAIM on an interval, to a consumer that runs.',
  read: 'XREADGROUP … CLAIM: one command for both.'
}

export interface CrashQuestion extends Pick<GroupPolicies, 'ack' | 'idempotency'> {
  noAck: boolean
  /** Its handler has one. */
  effect: boolean
}

/** What the crash of a worker does to effects, at the gate where it does its worst. */
export interface CrashOutcome {
  kind: 'safe' | 'loses' | 'doubles'
  text: string
}

export function describeCrash({ ack, idempotency, noAck, effect }: CrashQuestion): CrashOutcome {
  if (!effect) return { kind: 'safe', text: 'the handler has no effect that could be lost or doubled.' }
  if (noAck) return { kind: 'loses', text: 'with NOACK nothing is pending, and the effect of what it held never happens.' }
  if (ack === 'before-work') return { kind: 'loses', text: 'at G3 nothing is pending any more, and the effect never happens.' }
  if (idempotency === 'guard-first') return { kind: 'loses', text: 'at G3 the guard says done, and the effect never happens.' }
  if (idempotency === 'none') return { kind: 'doubles', text: 'at G4 the effect has happened, and the next delivery does it again.' }
  if (ack === 'outside-transaction') return { kind: 'doubles', text: 'at G4 the effect is not marked yet, and the next delivery does it again.' }
  return { kind: 'safe', text: 'the next delivery finds in the ledger whether the effect happened.' }
}

export function formatMs(ms: number): string {
  return ms >= 1000 ? `${formatCount(Math.round(ms / 100) / 10)} s` : `${formatCount(ms)} ms`
}

type Part = keyof GroupPolicies

/** One policy in short; undefined while it is off. */
export function describePart(part: Part, policies: Partial<GroupPolicies>): string | undefined {
  const { retry, reclaim, lease, breaker, deadLetter, backpressure, scaleOut, poison } = policies
  switch (part) {
    case 'ack':
      return policies.ack
    case 'idempotency':
      return policies.idempotency
    case 'retry':
      return retry && `${formatCounted(retry.attempts, 'attempt')}, first after ${formatMs(retry.baseMs)}, × ${retry.factor} up to ${formatMs(retry.maxMs)}, jitter ${Math.round(retry.jitter * 100)} %`
    case 'reclaim':
      return reclaim && describeReclaim(reclaim)
    case 'lease':
      return lease && `renewed every ${formatMs(lease.renewMs)}`
    case 'breaker':
      return breaker && `opens after ${formatCounted(breaker.failures, 'failure')}, for ${formatMs(breaker.openMs)}`
    case 'deadLetter':
      return deadLetter && `after more than ${formatCounted(deadLetter.afterDeliveries, 'delivery', 'deliveries')}`
    case 'backpressure':
      return backpressure && `pauses above ${formatCount(backpressure.pauseAbovePending)} pending`
    case 'scaleOut':
      return scaleOut && `${scaleOut.do === 'add' ? 'adds' : 'suggests'} above a lag of ${formatCount(scaleOut.lagAbove)}`
    case 'poison':
      return poison && `${poison.field} contains “${poison.contains}”`
  }
}

function describeReclaim(reclaim: ReclaimPolicy): string {
  return reclaim.by === 'nobody' ? 'nobody' : `${reclaim.by}, idle for ${formatMs(reclaim.minIdleMs)}`
}
