import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { PolicyHandler } from '@shared/labs/lab-file'
import { EVERY_TYPE } from '@shared/model/select-subscriptions'
import type { SkipReason } from '@shared/model/workbench-event'
import type { ConsumerSettings } from '@shared/model/worker-state'
import { drawProcessingTime } from '../processing-time'
import type { EntryFields } from './entry-fields'

/** Undefined when the handler is subscribed to what this entry says it is, and the subscription is on. */
export function whyNotSubscribed({ types, typeField, inactive = [] }: PolicyHandler, fields: EntryFields): SkipReason | undefined {
  const type = fields.get(typeField) ?? ''
  if (types !== undefined && !types.includes(type)) return 'not-subscribed'
  return inactive.includes(type) || (types === undefined && inactive.includes(EVERY_TYPE)) ? 'switched-off' : undefined
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
