import { parseEnvelope, toDeduplicationKey } from './intake-envelope'
import type { LabEnvelope } from './lab-file'

/** What a delivery says, as it goes into the stream. */
export interface IntakeEvent {
  /** As it came: what a sender would send again. */
  body: string
  /** Who sent it, if it says so; else ''. */
  source: string
  /** What names the event, for its lock. */
  key: string
  /** Names and values of the entry, in order. */
  fields: readonly { name: string; value: string }[]
}

export type ParsedBody = { kind: 'ok'; event: IntakeEvent } | { kind: 'bad'; message: string }

/** The field that names the event where the lab does not name one itself. */
export const DEDUPLICATION_FIELD = 'deduplication_key'

const LONGEST_KEY = 200
const LONGEST_PART = 10_000
const SHOWN = 60
const PART = /\{\{\s*([^{}\s]+)\s*\}\}/g
/** Half of a character has no bytes of its own: two different ones would become one key. */
const HALF_CHARACTER = /\p{Cs}/u

/** Parts that a value of an entry is made of, by the names in its {{placeholders}}. */
export function partsOf(template: string): string[] {
  return [...template.matchAll(PART)].map(([, name = '']) => name)
}

/** Text as it is, everything else as JSON. */
function toValue(part: unknown): string {
  return typeof part === 'string' ? part : JSON.stringify(part)
}

function whyWrong(name: string, part: unknown): string | undefined {
  if (part === null || part === '') return `${name} must not be empty.`
  const text = toValue(part)
  if (text.length > LONGEST_PART) return `${name} must have at most ${LONGEST_PART} characters.`
  return HALF_CHARACTER.test(text) ? `${name} must be well-formed text.` : undefined
}

function parseOwn(body: string, { required, optional, fields, key: keyField }: LabEnvelope): ParsedBody {
  const bad = (message: string): ParsedBody => ({ kind: 'bad', message })
  const all = [...required, ...optional]
  const has = `The envelope has ${all.join(', ')}`
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return bad(body.trim() === '' ? `The body is empty. It must be a JSON object with ${required.join(', ')}.` : 'The body is not JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad(`The body must be a JSON object with ${required.join(', ')}.`)
  const parts = new Map<string, unknown>(Object.entries(value))
  for (const name of required) if (!parts.has(name)) return bad(`${name} is missing. ${has}.`)
  for (const [name, part] of parts) {
    if (!all.includes(name)) return bad(`The envelope has no part named ${JSON.stringify(name.slice(0, SHOWN))}: it has ${all.join(', ')}.`)
    const wrong = whyWrong(name, part)
    if (wrong !== undefined) return bad(wrong)
  }
  const made = Object.entries(fields).map(([name, template]) => ({ name, value: template.replace(PART, (_all, part: string) => (parts.has(part) ? toValue(parts.get(part)) : '')) }))
  const key = made.find(({ name }) => name === keyField)?.value ?? ''
  if (key === '' || key.length > LONGEST_KEY) return bad(`What names the event (${keyField}) must have 1 to ${LONGEST_KEY} characters.`)
  return { kind: 'ok', event: { body, source: made.find(({ name }) => name === 'source')?.value ?? '', key, fields: made } }
}

/** What a webhook's body says, by the envelope of its lab or by that of incidents, or in one sentence why it says nothing. Never throws. */
export function parseIntakeBody(body: string, envelope: LabEnvelope | undefined): ParsedBody {
  if (envelope !== undefined) return parseOwn(body, envelope)
  const parsed = parseEnvelope(body)
  if (parsed.kind === 'bad') return parsed
  const [signal, key] = [JSON.stringify(parsed.envelope), toDeduplicationKey(parsed.envelope)]
  return { kind: 'ok', event: { body: signal, source: parsed.envelope.source, key, fields: [{ name: 'signal', value: signal }, { name: DEDUPLICATION_FIELD, value: key }] } }
}
