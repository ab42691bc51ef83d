import { implement } from '@orpc/server'
import { contract } from '@shared/contract'
import { toContractError } from './guard-faults'
import type { Logger } from '../logging/logger'

/** One link of a page to the host. Leaving it ends what was granted to it. */
export interface SessionContext {
  session: { id: string; signal: AbortSignal }
}

/** The contract with our context and error handling, ready to be given handlers. */
export function createImplementer(logger: Logger) {
  return implement(contract)
    .$context<SessionContext>()
    .use(async ({ next }) => {
      try {
        return await next()
      } catch (error) {
        throw toContractError(error, logger)
      }
    })
}

export type Implementer = ReturnType<typeof createImplementer>
