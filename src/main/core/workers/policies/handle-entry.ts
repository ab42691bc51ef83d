import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { LabFileHandler } from '@shared/labs/lab-file'
import type { ProcessingTime } from '@shared/model/worker-state'
import { drawProcessingTime } from '../processing-time'
import type { EntryFields } from './entry-fields'

/** Whether the handler is subscribed to what this entry says it is. */
export function isSubscribed(handler: LabFileHandler, fields: EntryFields): boolean {
  return handler.types === undefined || handler.types.includes(fields.get(handler.typeField) ?? '')
}

export function toProcessingTime(processing: LabFileHandler['processing']): ProcessingTime {
  if ('fixedMs' in processing) return { kind: 'fixed', ms: processing.fixedMs }
  if ('fromMs' in processing) return { kind: 'uniform', fromMs: processing.fromMs, toMs: processing.toMs }
  return { kind: 'lognormal', medianMs: processing.medianMs, p95Ms: processing.p95Ms }
}

/** Shorter than this is no wait: timers do not go below a millisecond. */
const SHORTEST_MS = 0.5

/** The work itself, up to its effect: it takes its time, and fails as often as it is told to and at what is poison to it. */
export async function handleEntry(handler: LabFileHandler, fields: EntryFields, clock: Clock, random: Random): Promise<string | undefined> {
  const ms = drawProcessingTime(toProcessingTime(handler.processing), random)
  const fails = handler.failureRate > 0 && random() < handler.failureRate
  if (ms >= SHORTEST_MS) await clock.sleep(ms)
  const { poison } = handler
  if (poison !== undefined && (fields.get(poison.field) ?? '').includes(poison.contains)) return `Poison: ${poison.field} contains "${poison.contains}".`
  return fails ? `${handler.name} failed (simulated).` : undefined
}
