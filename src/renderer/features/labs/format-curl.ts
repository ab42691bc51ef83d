import type { IntakeEnvelope } from '@shared/labs/intake-envelope'

const SAMPLE: IntakeEnvelope = { incident_id: 'zd-1001', source: 'zendesk', severity: 'urgent', description: 'Cannot log in' }

/** A line for a POSIX shell that posts one event. `-d` makes it a POST. */
export function formatCurl(url: string): string {
  return `curl -sS -H 'Content-Type: application/json' -d '${JSON.stringify(SAMPLE)}' ${url}`
}
