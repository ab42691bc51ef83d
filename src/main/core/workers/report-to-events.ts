import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { WorkerCounts, WorkerState } from '@shared/model/worker-state'
import type { ThreadReport } from './thread-protocol'

/** What a report says happened, as events of the workbench, in an order in which each entry's steps are right. */
export function toEvents(worker: WorkerState, report: ThreadReport): WorkbenchEvent[] {
  const { connection, key, id } = worker
  const events: WorkbenchEvent[] = []
  if (report.added !== undefined) {
    const { count, ids, at } = report.added
    events.push({ kind: 'entries-added', stream: { connection, key }, by: id, evidence: 'seen', count, ids, at })
  }
  if (worker.role === 'consumer') {
    const common = { group: { connection, key, group: worker.group }, consumer: worker.name, worker: id }
    if (report.delivered !== undefined) events.push({ kind: 'entries-delivered', ...common, again: false, evidence: 'seen', ...report.delivered })
    if (report.claimed !== undefined) events.push({ kind: 'entries-claimed', group: common.group, consumer: worker.name, by: 'worker', evidence: 'seen', ...report.claimed })
    if (report.again !== undefined) events.push({ kind: 'entries-delivered', ...common, again: true, evidence: 'seen', ...report.again })
    for (const { gate, id: entry } of report.gates ?? []) {
      events.push({ kind: 'gate-reached', worker: id, gate, ...(entry !== undefined && { id: entry }) })
    }
    for (const failed of report.failed ?? []) events.push({ kind: 'entries-failed', ...common, ...failed })
    for (const skipped of report.skipped ?? []) events.push({ kind: 'entries-skipped', ...common, ...skipped })
    for (const buried of report.deadLettered ?? []) events.push({ kind: 'entries-dead-lettered', ...common, ...buried })
    for (const { at, ...plan } of report.retries ?? []) events.push({ kind: 'retry-planned', ...common, ...plan, retryAt: at })
    for (const breaker of report.breaker ?? []) events.push({ kind: 'breaker-changed', group: common.group, handler: worker.settings.policies?.handler.name ?? '', breaker })
    if (report.acked !== undefined) events.push({ kind: 'entries-acked', ...common, evidence: 'seen', ...report.acked })
  }
  if (report.notice !== undefined) events.push({ kind: 'notice', ...report.notice, stream: { connection, key }, connection })
  return events
}

const sumOf = (tallies: readonly { count: number }[] = []): number => tallies.reduce((sum, { count }) => sum + count, 0)

/** Adds what a report counts to what was counted before. */
export function addCounts(counts: WorkerCounts, report: ThreadReport): WorkerCounts {
  return {
    added: counts.added + (report.added?.count ?? 0),
    delivered: counts.delivered + (report.delivered?.count ?? 0),
    redelivered: counts.redelivered + (report.again?.count ?? 0),
    acked: counts.acked + (report.acked?.count ?? 0),
    failed: counts.failed + sumOf(report.failed),
    skipped: counts.skipped + sumOf(report.skipped),
    deadLettered: counts.deadLettered + sumOf(report.deadLettered),
    errors: counts.errors + (report.errors ?? 0)
  }
}
