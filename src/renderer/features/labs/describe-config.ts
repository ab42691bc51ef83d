import type { HandlerConfig } from '@shared/model/select-subscriptions'
import type { ProcessingTime } from '@shared/model/worker-state'
import { formatCounted } from '../../lib/format-count'

/** `250 ms`, `1.5 s`, `2 min`: as a setting is written, not rounded as an age is. */
function formatSpan(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  return ms < 60_000 || ms % 60_000 !== 0 ? `${ms / 1000} s` : `${ms / 60_000} min`
}

function describeWork(time: ProcessingTime, failureRate: number): string {
  const fails = failureRate > 0 ? `, ${Math.round(failureRate * 1000) / 10} % fail` : ''
  if (time.kind === 'lognormal') return `work ${formatSpan(time.medianMs)}, p95 ${formatSpan(time.p95Ms)}${fails}`
  return `work ${time.kind === 'fixed' ? formatSpan(time.ms) : `${formatSpan(time.fromMs)} to ${formatSpan(time.toMs)}`}${fails}`
}

function describeReclaim({ reclaim, sweeper }: HandlerConfig): string {
  const parts: string[] = []
  if (reclaim?.by === 'autoclaim-first' || reclaim?.by === 'read') parts.push(`reclaims after ${formatSpan(reclaim.minIdleMs)}`)
  if (sweeper !== undefined) parts.push(`sweeper each ${formatSpan(sweeper.everyMs)} after ${formatSpan(sweeper.minIdleMs)}`)
  return parts.length === 0 ? 'no reclaim' : parts.join(', ')
}

/** What matters of how a handler is run, in one line; all of it is JSON beside it. */
export function describeConfig(config: HandlerConfig): string {
  const { retry, deadLetter, breaker, poison, processing, failureRate } = config
  return [
    retry === undefined ? 'no retry' : `${formatCounted(retry.attempts, 'attempt')}, ${formatSpan(retry.baseMs)} × ${retry.factor} up to ${formatSpan(retry.maxMs)}`,
    describeReclaim(config),
    deadLetter === undefined ? 'no dead letters' : `dead after ${formatCounted(deadLetter.afterDeliveries, 'delivery', 'deliveries')}`,
    breaker === undefined ? 'no breaker' : `breaker ${formatCounted(breaker.failures, 'failure')}, ${formatSpan(breaker.openMs)}`,
    describeWork(processing, failureRate),
    ...(poison === undefined ? [] : ['poison'])
  ].join(' · ')
}
