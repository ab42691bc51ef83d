import { z } from 'zod'

/** Every way in which a call can fail that a person can do something about. */
export const FAULT_CODES = [
  'bad-input', 'no-connection', 'not-connected', 'refused', 'forbidden', 'not-armed', 'confirm-needed', 'no-such-stream',
  'no-such-group', 'no-such-consumer', 'no-such-entry', 'no-such-worker', 'no-such-lab', 'no-such-comparison', 'not-a-stream', 'no-permission', 'server-error',
  'timeout', 'outcome-unknown', 'not-possible-now', 'too-large', 'settings-not-saved', 'internal'
] as const

export type FaultCode = (typeof FAULT_CODES)[number]

/** A failure in words: what happened, and what the person can do next. Never a stack, never a secret. */
export const faultSchema = z.object({
  code: z.enum(FAULT_CODES),
  message: z.string(),
  next: z.string()
})

export type FaultData = z.infer<typeof faultSchema>
