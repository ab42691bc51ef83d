import { z } from 'zod'
import { parseEntryId, type EntryId } from '../redis/entry-id'
import type { Count } from '../redis/count'

/** Limits on what one message may carry in. */
export const LIMITS = {
  nameLength: 64 * 1024,
  /** One published value, characters. Past 1 MB the person confirms; past 64 MB never (TRUST F24). */
  valueLength: 64 * 1024 * 1024,
  fields: 10_000,
  idsPerCall: 500,
  /** One message from a web page, bytes. Far above a 1 MB value in JSON, far below what would hurt the host. */
  messageBytes: 16 * 1024 * 1024
} as const

export const byteText = z.string().max(LIMITS.nameLength)
export const connectionId = z.string().min(1).max(64).regex(/^[a-z0-9-]+$/)
export const entryId = z.string().max(41).transform((text, context): EntryId => {
  const id = parseEntryId(text)
  if (id !== undefined) return id
  context.issues.push({ code: 'custom', message: 'An entry id is milliseconds-sequence, for example 1700000000000-0.', input: text })
  return z.NEVER
})
export const streamRef = z.object({ connection: connectionId, key: byteText })
export const groupRef = streamRef.extend({ group: byteText })
export const count = z.custom<Count>((value) => (typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' && /^-?\d{1,20}$/.test(value)))

/** What a write came to. Never retried by us (TRUST C2). */
export const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok'), command: z.array(z.string()), reply: z.string() }),
  z.object({ kind: z.literal('failed'), command: z.array(z.string()), message: z.string(), next: z.string() }),
  z.object({ kind: z.literal('unknown'), command: z.array(z.string()), message: z.string(), next: z.string() })
])
export type Outcome = z.infer<typeof outcome>
