import { z } from 'zod'

/** What a proxy does to the connection of a worker. Milliseconds and bytes. */

const afterMs = z.number().int().min(50).max(86_400_000)
const ms = z.number().min(0).max(60_000)
const bytesPerSecond = z.number().int().min(1).max(1_000_000_000)

export const linkFault = z.discriminatedUnion('kind', [
  /** All passes as it comes. */
  z.object({ kind: z.literal('none') }),
  /** Each way so much later, and up to `jitterMs` more by chance. The order stays. */
  z.object({ kind: z.literal('latency'), ms, jitterMs: ms.default(0) }),
  /** Each way no faster. Who sends more is made to wait. */
  z.object({ kind: z.literal('bandwidth'), bytesPerSecond }),
  /** Nothing passes, and nobody is told. When it is over, what was sent meanwhile arrives. */
  z.object({ kind: z.literal('black-hole') }),
  /** A connection that was silent for so long is forgotten: neither side is told, and what is sent later vanishes. */
  z.object({ kind: z.literal('idle-drop'), afterMs }),
  /** So many more bytes of reply pass, then both sides are cut, once. */
  z.object({ kind: z.literal('cut-reply'), afterBytes: z.number().int().min(0).max(1_000_000_000) })
])

export type LinkFault = z.infer<typeof linkFault>

/** The faults that a lab may begin with: those with which a worker can connect at all, and goes on. */
export const labLink = z.discriminatedUnion('fault', [
  z.strictObject({ fault: z.literal('none').describe('All passes. Faults can then be caused without a reconnect.') }),
  z.strictObject({ fault: z.literal('latency').describe('Each way so much later.'), ms, jitterMs: ms.default(0) }),
  z.strictObject({ fault: z.literal('bandwidth').describe('Each way no faster.'), bytesPerSecond }),
  z.strictObject({ fault: z.literal('idle-drop').describe('A connection that was silent for so long is forgotten, as by a load balancer: nobody is told, and what is sent later vanishes.'), afterMs })
]).describe('Their connections go through a proxy, which does this to them.')

export type LabLink = z.infer<typeof labLink>
