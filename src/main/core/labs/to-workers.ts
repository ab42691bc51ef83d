import { policyParts } from '@shared/labs/high-rate'
import { consumerPolicies, type ConsumerPolicies, type LabFile, type LabFileGroup, type LabFileHandler, type LabFileProducer, type ReclaimPolicy } from '@shared/labs/lab-file'
import { linkFault, type LabLink, type LinkFault } from '@shared/labs/link-fault'
import type { SweeperState } from '@shared/model/stream-state'
import { LAB_PREFIX } from '@shared/model/stream-ref'
import type { ConsumerSettings, ProcessingTime, ProducerSettings } from '@shared/model/worker-state'
import { parseEntryId, type EntryId } from '@shared/redis/entry-id'

/** What a lab file says, in the words of the workers that do it. */

export function toKey(stream: string): string {
  return `${LAB_PREFIX}${stream}`
}

function toProcessingTime(processing: LabFileHandler['processing']): ProcessingTime {
  if ('fixedMs' in processing) return { kind: 'fixed', ms: processing.fixedMs }
  if ('fromMs' in processing) return { kind: 'uniform', fromMs: processing.fromMs, toMs: processing.toMs }
  return { kind: 'lognormal', medianMs: processing.medianMs, p95Ms: processing.p95Ms }
}

function toSchedule(schedule: LabFileProducer['schedule']): ProducerSettings['schedule'] {
  if ('perSecond' in schedule) return { kind: 'rate', perSecond: schedule.perSecond, spread: schedule.spread }
  if ('burst' in schedule) return { kind: 'burst', size: schedule.burst, everyMs: schedule.everyMs }
  if ('once' in schedule) return { kind: 'once', size: schedule.once, gapMs: schedule.gapMs }
  return { kind: 'cron', expression: schedule.cron }
}

export function toProducerSettings(file: LabFile, source: LabFileProducer): ProducerSettings {
  const trim = file.streams.find((stream) => stream.name === source.stream)?.trim
  return {
    schedule: toSchedule(source.schedule),
    templates: source.templates.map((template) => ({ source: template.source, fields: Object.entries(template.fields).map(([name, value]) => ({ name, value })) })),
    ...(trim !== undefined && { trim }),
    ...(source.highRate && { highRate: true }),
    ...(source.enqueue.idempotency !== 'none' && { enqueue: source.enqueue })
  }
}

function toStartId(start: LabFileGroup['start']): '$' | EntryId {
  if (start === '$') return '$'
  const id = parseEntryId(start)
  if (id === undefined) throw new Error(`the checked start id ${start} is none`)
  return id
}

/** `claimInRead`: the server has XREADGROUP … CLAIM. Where it has not, XAUTOCLAIM before each read does the same. */
export function toReclaim(reclaim: ReclaimPolicy, count: number, claimInRead: boolean): ReclaimPolicy {
  return reclaim.by === 'read' && !claimInRead ? { by: 'autoclaim-first', minIdleMs: reclaim.minIdleMs, count } : reclaim
}

/** Parsed again, so that what belongs to the group alone is left out. */
export function toPolicies(group: LabFileGroup, claimInRead: boolean): ConsumerPolicies {
  const { processing: _time, failureRate: _failures, ...handler } = group.handler
  return consumerPolicies.strip().parse({ ...group, reclaim: toReclaim(group.reclaim, group.read.count, claimInRead), handler, noAck: group.read.noAck })
}

export function toConsumerSettings(group: LabFileGroup, claimInRead: boolean): ConsumerSettings {
  const { processing, failureRate } = group.handler
  return {
    count: group.read.count, blockMs: group.read.blockMs, startId: toStartId(group.start), processing: toProcessingTime(processing), failureRate,
    ...(group.read.onError !== undefined && { errorPauseMs: group.read.onError.pauseMs }),
    ...(group.read.mode === 'poll' && { pollMs: group.read.everyMs }), ack: group.ackBatch ? 'batch' : 'each', readOwnPendingFirst: group.read.ownPendingFirst,
    ...(group.highRate && { highRate: true }),
    // A group that only takes time goes by the plain loop: its policies are none.
    ...(policyParts(group).length > 0 && { policies: toPolicies(group, claimInRead) })
  }
}

export function toLinkFault(link: LabLink | undefined): LinkFault | undefined {
  if (link === undefined) return undefined
  const { fault: kind, ...numbers } = link
  return linkFault.parse({ kind, ...numbers })
}

const SWEEPER = { intervalMs: 5_000, minIdleMs: 60_000, count: 100 }

/** There from the start, and off unless the file wants it. */
export function toSweeper({ reclaim }: Pick<LabFileGroup, 'reclaim'>): Omit<SweeperState, 'lastRun' | 'consumer'> {
  return reclaim.by === 'sweeper' ? { enabled: true, intervalMs: reclaim.everyMs, minIdleMs: reclaim.minIdleMs, count: reclaim.count } : { enabled: false, ...SWEEPER }
}
