import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import { INTAKE_SOURCES, type IntakeEnvelope, type IntakeSource } from '@shared/labs/intake-envelope'
import type { LabFileIntake } from '@shared/labs/lab-file'
import { Fault } from '../fault'
import { parseTemplates } from '../workers/payload-generator'

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

/** Bodies of new events, by the samples of the lab's own envelope or as incidents are. Faults: bad-input. */
export function createSampleBodies({ envelope }: LabFileIntake, clock: Clock, random: Random): (source?: IntakeSource) => string {
  if (envelope === undefined) return (source) => JSON.stringify(makeEnvelope(random, source))
  const parsed = parseTemplates(envelope.samples.map((value) => ({ source: 'intake', fields: [{ name: 'body', value }] })))
  if (parsed.kind === 'bad') throw new Fault('bad-input', `A sample of the intake: ${parsed.message}`, parsed.next)
  const make = parsed.create(clock, random)
  return () => String(make()[1])
}

/** The bodies of one burst, in order. */
export function makeBurst(make: () => string): string[] {
  const every = BURST.deliveries / BURST.repeats
  const bodies: string[] = []
  for (let at = 0; at < BURST.deliveries; at++) {
    const before = bodies.at(-1)
    bodies.push(at % every === every - 1 && before !== undefined ? before : make())
  }
  return bodies
}
