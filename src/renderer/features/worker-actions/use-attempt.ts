import { useCallback } from 'react'
import { notify } from '../../store/notify'
import { toFault } from '../../store/to-fault'

export type Attempt = (call: () => Promise<unknown>, success?: string) => Promise<boolean>

/** Runs a call on the host; a fault becomes a message with its next step. Resolves to whether it went well. */
export function useAttempt(): Attempt {
  return useCallback(async (call, success) => {
    try {
      await call()
      if (success !== undefined) notify({ level: 'success', text: success })
      return true
    } catch (error) {
      const fault = toFault(error)
      notify({ level: fault.code === 'outcome-unknown' ? 'warning' : 'error', text: fault.message, next: fault.next })
      return false
    }
  }, [])
}
