import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { PolicyHandler } from '@shared/labs/lab-file'
import type { ConsumerSettings } from '@shared/model/worker-state'
import { drawProcessingTime } from '../processing-time'
import type { EntryFields } from './entry-fields'

/** Whether the handler is subscribed to what this entry says it is. */
export function isSubscribed(handler: PolicyHandler, fields: EntryFields): boolean {
  return handler.types === undefined || handler.types.includes(fields.get(handler.typeField) ?? '')
}

/** Shorter than this is no wait: timers do not go below a millisecond. */
const SHORTEST_MS = 0.5

/** The work itself, up to its effect: it takes its time, and fails as often as it is told to and at what is poison to it. */
export async function handleEntry(handler: PolicyHandler, { processing, failureRate }: ConsumerSettings, fields: EntryFields, clock: Clock, random: Random): Promise<string | undefined> {
  const ms = drawProcessingTime(processing, random)
  const fails = failureRate > 0 && random() < failureRate
  if (ms >= SHORTEST_MS) await clock.sleep(ms)
  const { poison } = handler
  if (poison !== undefined && (fields.get(poison.field) ?? '').includes(poison.contains)) return `Poison: ${poison.field} contains "${poison.contains}".`
  return fails ? `${handler.name} failed (simulated).` : undefined
}
