import type { Random } from '@shared/lib/seeded-random'
import { INTAKE_SOURCES, type IntakeEnvelope, type IntakeSource } from '@shared/labs/intake-envelope'

const SAMPLES: Record<IntakeSource, { prefix: string; severities: readonly string[]; descriptions: readonly string[] }> = {
  zendesk: { prefix: 'zd', severities: ['low', 'normal', 'urgent'], descriptions: ['Cannot log in', 'Payment failed', 'Page is slow'] },
  datadog: { prefix: 'dd', severities: ['warning', 'critical'], descriptions: ['p95 above 2 s', 'error rate above 1 %', 'disk almost full'] },
  slack: { prefix: 'sl', severities: ['normal'], descriptions: ['somebody look at this', 'is it down for you too'] },
  cron: { prefix: 'cron', severities: ['info'], descriptions: ['Scheduled health check'] }
}

/** Deliveries of one burst, and how many of them repeat the one before, as senders that got no answer in time do. */
export const BURST = { deliveries: 50, repeats: 10 } as const

function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from[Math.floor(random() * from.length)]
}

/** An event as one of the four sources would send it, under an id that was not there before. */
export function makeEnvelope(random: Random, source: IntakeSource = pick(random, INTAKE_SOURCES) ?? 'cron'): IntakeEnvelope {
  const { prefix, severities, descriptions } = SAMPLES[source]
  const id = Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0')
  return { incident_id: `${prefix}-${id}`, source, severity: pick(random, severities) ?? '', description: pick(random, descriptions) ?? '' }
}

/** The bodies of one burst, in order. */
export function makeBurst(random: Random): string[] {
  const every = BURST.deliveries / BURST.repeats
  const bodies: string[] = []
  for (let at = 0; at < BURST.deliveries; at++) {
    const before = bodies.at(-1)
    bodies.push(at % every === every - 1 && before !== undefined ? before : JSON.stringify(makeEnvelope(random)))
  }
  return bodies
}
