import { ORPCError } from '@orpc/client'
import { toFault } from '../../store/to-fault'
import type { BulkEnd } from './run-bulk-action'

/**
 * How a call that threw ended. An answer of the host says whether the command was sent; when the host did not answer at
 * all, it may have been, and that is unknown, not failed (TRUST C2).
 */
export function endOfError(error: unknown): BulkEnd {
  const { code, message, next } = toFault(error)
  const mayHaveBeenSent = !(error instanceof ORPCError) || code === 'outcome-unknown' || code === 'timeout' || code === 'internal'
  return { kind: mayHaveBeenSent ? 'unknown' : 'failed', message, next }
}
