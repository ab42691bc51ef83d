import type { FaultData } from '@shared/contract/fault'
import { notify } from './notify'
import { toFault } from './to-fault'

/** Runs a call on the host; a fault becomes a message with its next step. Resolves to whether it went well. Never rejects. */
export async function attempt(call: () => Promise<unknown>, success?: string): Promise<boolean> {
  const fault = await attemptQuietly(call)
  if (fault !== undefined) notify({ level: fault.code === 'outcome-unknown' ? 'warning' : 'error', text: fault.message, next: fault.next })
  else if (success !== undefined) notify({ level: 'success', text: success })
  return fault === undefined
}

/** Runs a call on the host; resolves to the fault, if any, for a place that shows it itself. Never rejects. */
export async function attemptQuietly(call: () => Promise<unknown>): Promise<FaultData | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    return toFault(error)
  }
}
