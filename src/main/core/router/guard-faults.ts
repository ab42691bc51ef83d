import { ORPCError } from '@orpc/server'
import type { FaultData } from '@shared/contract/fault'
import { Fault } from '../fault'
import type { Logger } from '../logging/logger'
import { GuardError, NoReplyError, ServerError } from '../redis/reply'

function toFaultData(error: unknown): FaultData | undefined {
  if (error instanceof Fault) return error.toData()
  if (error instanceof GuardError) return { code: error.code, message: error.message, next: error.next }
  if (error instanceof NoReplyError) return { code: 'not-connected', message: 'The server did not answer.', next: 'Wait until the connection is back, then try again.' }
  if (error instanceof ServerError) {
    const code = error.prefix === 'NOPERM' ? 'no-permission' : 'server-error'
    return { code, message: error.message, next: code === 'no-permission' ? 'Connect as a user who may do this.' : 'Change the request as the server says, then try again.' }
  }
  return undefined
}

/**
 * Turns what core throws into the contract's one typed error. Anything unexpected is logged whole for us and crosses
 * the boundary as a plain sentence: no stack and no secret reaches the page.
 */
export function toContractError(error: unknown, logger: Logger): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error as ORPCError<string, unknown>
  const data = toFaultData(error)
  if (data !== undefined) return new ORPCError('FAULT', { status: 422, message: data.message, data })
  logger.error({ error: error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : 'not an Error' }, 'a call failed in a way nobody expected')
  const internal: FaultData = { code: 'internal', message: 'Sluice could not carry this out.', next: 'Try again. The log says more.' }
  return new ORPCError('FAULT', { status: 422, message: internal.message, data: internal })
}
