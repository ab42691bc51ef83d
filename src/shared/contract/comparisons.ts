import { z } from 'zod'
import { ORDER_SERVICES, type ChainSettings, type IdleLimitSettings, type PollingSettings, type PubSubSettings } from '../model/comparison-state'
import { connectionId } from './primitives'
import { procedure } from './procedure'

const comparison = z.object({ comparison: z.string().min(1).max(96) })
const perSecond = z.number().min(0.01).max(50)
const blockMs = z.number().int().min(100).max(600_000)
const workMs = z.number().int().min(0).max(60_000)

export const pollingSettings: z.ZodType<PollingSettings> = z.object({ perSecond, pollMs: z.number().int().min(10).max(600_000), blockMs })
export const pubsubSettings: z.ZodType<PubSubSettings> = z.object({ perSecond: z.number().min(0.1).max(100), downMs: z.number().int().min(10).max(120_000) })
export const chainSettings: z.ZodType<ChainSettings> = z.object({
  perSecond: z.number().min(0.1).max(20), timeoutMs: z.number().int().min(50).max(30_000), workMs: z.object({ payment: workMs, stock: workMs, mail: workMs })
})
export const idleLimitSettings: z.ZodType<IdleLimitSettings> = z.object({ limitMs: z.number().int().min(200).max(600_000), longBlockMs: blockMs, shortBlockMs: blockMs, perSecond })

/** What can be done to a comparison while it runs. */
export const comparisonAction = z.discriminatedUnion('kind', [
  /** D1: both readers go, and come back after the time that is set. */
  z.object({ kind: z.literal('restart-both') }),
  /** D7: how long a service takes, or that it is not there. */
  z.object({ kind: z.literal('set-service'), service: z.enum(ORDER_SERVICES), workMs: workMs.optional(), up: z.boolean().optional() })
])
export type ComparisonAction = z.infer<typeof comparisonAction>

export const comparisonStart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('polling'), connection: connectionId, settings: pollingSettings }),
  z.object({ kind: z.literal('pubsub'), connection: connectionId, settings: pubsubSettings }),
  z.object({ kind: z.literal('chain'), connection: connectionId, settings: chainSettings }),
  z.object({ kind: z.literal('idle-limit'), connection: connectionId, settings: idleLimitSettings })
])
export type ComparisonStart = z.infer<typeof comparisonStart>

/** Their figures come with the live feed. */
export const comparisons = {
  start: procedure.input(comparisonStart).output(comparison),
  act: procedure.input(comparison.extend({ action: comparisonAction })).output(z.void()),
  /** Ends all that it started and deletes its keys. Its figures stay until it is started again. */
  stop: procedure.input(comparison).output(z.void())
}
