import { z } from 'zod'

/** Who sends incidents. One envelope for all of them, so that a new sender changes no worker. */
export const INTAKE_SOURCES = ['zendesk', 'datadog', 'slack', 'cron'] as const
export type IntakeSource = (typeof INTAKE_SOURCES)[number]

const LONGEST = { incident_id: 200, severity: 40, description: 10_000 } as const
/** Half of a character has no bytes of its own: two different ones would become one key. */
const HALF_CHARACTER = /\p{Cs}/u
const text = (shortest: number, longest: number) => z.string().min(shortest).max(longest).refine((value) => !HALF_CHARACTER.test(value))

export const intakeEnvelope = z.strictObject({
  incident_id: text(1, LONGEST.incident_id),
  source: z.enum(INTAKE_SOURCES),
  severity: text(1, LONGEST.severity),
  description: text(0, LONGEST.description)
})
export type IntakeEnvelope = z.infer<typeof intakeEnvelope>

/** `zendesk-4711`: what names the event, however often it is delivered. */
export function toDeduplicationKey({ source, incident_id: id }: Pick<IntakeEnvelope, 'source' | 'incident_id'>): string {
  return `${source}-${id}`
}

const PARTS = Object.keys(intakeEnvelope.shape).join(', ')
const RULES: Record<keyof IntakeEnvelope, string> = {
  incident_id: `must be well-formed text of 1 to ${LONGEST.incident_id} characters`,
  source: `must be one of ${INTAKE_SOURCES.join(', ')}`,
  severity: `must be well-formed text of 1 to ${LONGEST.severity} characters`,
  description: `must be well-formed text of at most ${LONGEST.description} characters`
}
const SHOWN = 60

function isPart(name: unknown): name is keyof IntakeEnvelope {
  return typeof name === 'string' && Object.hasOwn(RULES, name)
}

function toSentence(value: unknown, error: z.ZodError): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `The body must be a JSON object with ${PARTS}.`
  const missing = Object.keys(RULES).find((part) => !Object.hasOwn(value, part))
  if (missing !== undefined) return `${missing} is missing. The envelope has ${PARTS}.`
  const wrong = error.issues.map((issue) => issue.path[0]).find(isPart)
  if (wrong !== undefined) return `${wrong} ${RULES[wrong]}.`
  const extra = error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))[0] ?? ''
  return `The envelope has no part named ${JSON.stringify(extra.slice(0, SHOWN))}: it has ${PARTS}.`
}

/** What a webhook's body says, or in one sentence why it says nothing. Never throws. */
export function parseEnvelope(body: string): { kind: 'ok'; envelope: IntakeEnvelope } | { kind: 'bad'; message: string } {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return { kind: 'bad', message: body.trim() === '' ? `The body is empty. It must be a JSON object with ${PARTS}.` : 'The body is not JSON.' }
  }
  const parsed = intakeEnvelope.safeParse(value)
  return parsed.success ? { kind: 'ok', envelope: parsed.data } : { kind: 'bad', message: toSentence(value, parsed.error) }
}
