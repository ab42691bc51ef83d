import { z } from 'zod'
import { byteText, connectionId, entryId, groupRef, LIMITS, outcome, streamRef } from './primitives'
import { procedure } from './procedure'

/** A fault of data, on the stream that it is called with. */
export const dataFault = z.discriminatedUnion('kind', [
  z.discriminatedUnion('by', [
    z.object({ kind: z.literal('trim'), by: z.literal('maxlen'), approximate: z.boolean(), threshold: z.number().int().min(0).max(1_000_000_000) }),
    z.object({ kind: z.literal('trim'), by: z.literal('minid'), approximate: z.boolean(), threshold: entryId })
  ]),
  z.object({ kind: z.literal('delete-stream') }),
  z.object({ kind: z.literal('destroy-group'), group: byteText }),
  z.object({ kind: z.literal('delete-consumer'), group: byteText, consumer: byteText })
])
export type DataFault = z.infer<typeof dataFault>

/** What one group would lose: entries that it was not given yet, and entries that are pending in it. */
const groupLoss = z.object({ group: byteText, undelivered: z.number(), pending: z.number() })
export type GroupLoss = z.infer<typeof groupLoss>

const faultPreview = z.object({
  command: z.array(z.string()),
  /** What it would do now, in a sentence; others may act in between. */
  effect: z.string(),
  losses: z.array(groupLoss),
  /** Some more may be lost than `losses` says: no more was looked at. */
  atLeast: z.boolean(),
  /** What has to be typed to confirm, where it cannot be undone and is no lab's. */
  typedName: byteText.optional(),
  /** Why it would do nothing, or is refused. */
  refusal: z.string().optional()
})
export type FaultPreview = z.infer<typeof faultPreview>

/** What one of two rescuers got for one id. `nothing`: the other was first, or it was not idle enough. */
const rescueAnswer = z.enum(['got', 'nothing', 'failed', 'unknown'])
const rescueRow = z.object({ id: entryId, first: rescueAnswer, second: rescueAnswer, owner: byteText.optional(), deliveries: z.number().optional() })
export type RescueRow = z.infer<typeof rescueRow>

const leftOverKey = z.object({
  key: byteText,
  /** By TYPE; `none` when it has gone meanwhile. */
  type: z.string(),
  /** Entries, of a stream. */
  length: z.number().optional(),
  /** A running lab or worker of this Sluice uses it. */
  usedBy: z.string().optional()
})
export type LeftOverKey = z.infer<typeof leftOverKey>

export const RESCUE_LIMIT = 100

export const faults = {
  preview: procedure.input(streamRef.extend({ fault: dataFault })).output(faultPreview),
  /** Sent once. `removed`: what the server says that went, entries or pending rows. */
  run: procedure.input(streamRef.extend({ fault: dataFault, typedName: byteText.optional() })).output(outcome.and(z.object({ removed: z.number().optional() }))),
  /** Two sockets claim the same ids at once, one from the oldest, one from the newest. */
  rescueTwice: procedure
    .input(groupRef.extend({ first: byteText, second: byteText, minIdleMs: z.number().int().min(0).max(86_400_000), count: z.number().int().min(1).max(RESCUE_LIMIT) }))
    .output(z.object({ command: z.array(z.string()), rows: z.array(rescueRow) })),
  /** Keys of labs that no lab has. `otherSluice`: why they may be another's. */
  leftOvers: procedure.input(z.object({ connection: connectionId })).output(z.object({ keys: z.array(leftOverKey), complete: z.boolean(), otherSluice: z.string().optional(), unsure: z.string().optional() })),
  /** Deletes them one by one. */
  cleanLeftOvers: procedure.input(z.object({ connection: connectionId, keys: z.array(byteText).min(1).max(LIMITS.idsPerCall) }))
    .output(z.array(z.object({ key: byteText, outcome }))),
  /** Asks no more about this connection in this run. */
  keepLeftOvers: procedure.input(z.object({ connection: connectionId })).output(z.void())
}
