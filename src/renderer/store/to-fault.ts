import { ORPCError } from '@orpc/client'
import { faultSchema, type FaultData } from '@shared/contract/fault'

/** Any error of a call in words with a next step. Unknown errors say so and show nothing of their inside. */
export function toFault(error: unknown): FaultData {
  if (error instanceof ORPCError) {
    const known = faultSchema.safeParse(error.data)
    if (known.success) return known.data
    if (error.code === 'BAD_REQUEST') return { code: 'bad-input', message: 'This input was not accepted.', next: describeIssues(error.data) }
    return { code: 'internal', message: 'Sluice could not carry this out.', next: 'Try again. If it stays, the log of Sluice itself (the terminal it was started from) has more.' }
  }
  return { code: 'not-connected', message: 'The host did not answer.', next: 'Wait until the connection to Sluice is back, then try again.' }
}

function describeIssues(data: unknown): string {
  const issues = typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues) ? (data.issues as unknown[]) : []
  const lines = issues.slice(0, 3).map((issue) => {
    const { path, message } = issue as { path?: unknown[]; message?: unknown }
    const where = Array.isArray(path) && path.length > 0 ? `${path.join('.')}: ` : ''
    return where + (typeof message === 'string' ? message : 'not valid')
  })
  return lines.join(' ') || 'Check what was entered.'
}
