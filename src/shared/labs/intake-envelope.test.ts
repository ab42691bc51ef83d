import { expect, it } from 'vitest'
import { parseEnvelope, toDeduplicationKey } from './intake-envelope'

const GOOD = { incident_id: 'zd-1', source: 'zendesk', severity: 'low', description: '' } as const

it('reads the envelope that all sources have, in whatever order', () => {
  expect(parseEnvelope(JSON.stringify(GOOD))).toEqual({ kind: 'ok', envelope: GOOD })
  expect(parseEnvelope(` {"description":"","severity":"low","source":"zendesk","incident_id":"zd-1"}\n`)).toEqual({ kind: 'ok', envelope: GOOD })
})

it('names an event by its source and its id', () => {
  expect(toDeduplicationKey(GOOD)).toBe('zendesk-zd-1')
})

it.each([
  ['', 'The body is empty. It must be a JSON object with incident_id, source, severity, description.'],
  ['nothing', 'The body is not JSON.'],
  ['"text"', 'The body must be a JSON object with incident_id, source, severity, description.'],
  ['{}', 'incident_id is missing. The envelope has incident_id, source, severity, description.'],
  [JSON.stringify({ ...GOOD, source: 'constructor' }), 'source must be one of zendesk, datadog, slack, cron.'],
  [JSON.stringify({ ...GOOD, incident_id: null }), 'incident_id must be well-formed text of 1 to 200 characters.'],
  [JSON.stringify({ ...GOOD, ['x'.repeat(100)]: 1 }), `The envelope has no part named "${'x'.repeat(60)}": it has incident_id, source, severity, description.`]
])('says what is wrong with %s', (body, message) => {
  expect(parseEnvelope(body)).toEqual({ kind: 'bad', message })
})
