import { z } from 'zod'
import { groupPolicies } from '../labs/lab-file'
import { INTAKE_SOURCES } from '../labs/intake-envelope'
import { byteText, connectionId, entryId } from './primitives'
import { procedure } from './procedure'

const labName = z.string().min(1).max(80)
const labText = z.string().max(262_144)
const labId = z.string().min(1).max(64)
const page = { offset: z.number().int().min(0).max(10_000_000).default(0), limit: z.number().int().min(1).max(500).default(100) }

const labGroup = z.object({ lab: labId, stream: byteText, group: byteText })

export const labListing = z.object({
  name: z.string(), title: z.string(), about: z.string(),
  /** `unsaved`: started from a text in this run, e.g. a file of the command line. */
  origin: z.enum(['built-in', 'saved', 'unsaved']),
  /** What is wrong with a saved file that cannot be run. */
  problem: z.string().optional()
})
export type LabListing = z.infer<typeof labListing>

/** One event under a new id; the last delivery again, whoever sent it; or a burst in which some repeat the one before. */
export const intakeSend = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('one'), source: z.enum(INTAKE_SOURCES).optional() }),
  z.object({ kind: z.literal('again') }),
  z.object({ kind: z.literal('burst') })
])
export type IntakeSend = z.infer<typeof intakeSend>

/** What was answered, over HTTP. `answer`: the one that came last. */
export const intakeReceipt = z.object({
  sent: z.number(), accepted: z.number(), duplicate: z.number(), refused: z.number(), unknown: z.number(), answer: z.object({ status: z.number(), body: z.string() }).optional()
})
export type IntakeReceipt = z.infer<typeof intakeReceipt>

export const effectRow = z.object({
  n: z.number(), at: z.number(), lab: z.string(), group: z.string(), consumer: z.string(), handler: z.string(), id: entryId, kind: z.string(), key: z.string(),
  /** Which effect of this entry in this group it is: 1 for the first. */
  nth: z.number()
})
export type EffectRow = z.infer<typeof effectRow>

export const deliveryStatus = z.enum(['pending', 'processing', 'delivered', 'failed', 'dead'])
export type DeliveryStatus = z.infer<typeof deliveryStatus>
export const deliveryRow = z.object({
  lab: z.string(), group: z.string(), id: entryId, handler: z.string(), status: deliveryStatus, attempts: z.number(), lastError: z.string().optional(),
  nextRetryAt: z.number().optional(), deliveredAt: z.number().optional()
})
export type DeliveryRow = z.infer<typeof deliveryRow>
export const eventRow = z.object({
  lab: z.string(), stream: z.string(), id: entryId, type: z.string(), source: z.string(), correlationId: z.string(), payload: z.string(), createdAt: z.number(), processedAt: z.number().optional()
})
export type EventRow = z.infer<typeof eventRow>
export const subscriptionRow = z.object({ lab: z.string(), type: z.string(), handler: z.string(), group: z.string(), active: z.boolean() })
export type SubscriptionRow = z.infer<typeof subscriptionRow>
/** Entries of one group by how often their effect happened. */
export const effectCount = z.object({ lab: z.string(), group: z.string(), once: z.number(), more: z.number(), effects: z.number() })

/** See EffectCut of the model. As many pending ids as a reading of a group has. */
const effectCut = z.object({ upTo: entryId, pending: z.array(entryId).max(1000) })

export const labs = {
  /** Labs that can be started. */
  available: procedure.output(z.array(labListing)),
  /** The text of a lab's file. */
  read: procedure.input(z.object({ name: labName })).output(z.object({ text: z.string() })),
  /** Saves under the name that the text gives itself. */
  save: procedure.input(z.object({ text: labText })).output(z.object({ name: z.string() })),
  remove: procedure.input(z.object({ name: labName })).output(z.void()),
  /** By its name, or the text of a file that need not be saved. */
  start: procedure.input(z.union([z.object({ connection: connectionId, name: labName }), z.object({ connection: connectionId, text: labText })])).output(z.object({ lab: z.string() })),
  /** Posts to the intake of a running lab over HTTP, as any sender does. */
  sendToIntake: procedure.input(z.object({ lab: labId, what: intakeSend })).output(intakeReceipt),
  /** One consumer more of a running lab's group, that works as those do that are there. */
  addConsumer: procedure.input(labGroup).output(z.object({ worker: z.string(), name: byteText })),
  /** The policies of a running group from now on, for all of its consumers; one that is absent is off. */
  setPolicies: procedure.input(labGroup.extend({ policies: groupPolicies })).output(z.void()),
  /** Drains its workers. `clean` also deletes the keys that it created, and no other. */
  stop: procedure.input(z.object({ lab: z.string(), clean: z.boolean().default(false) })).output(z.void())
}

/** The ledger of effects. Empty when no lab with effects has run. */
export const ledger = {
  count: procedure.input(z.object({ lab: labId })).output(z.array(effectCount)),
  /** Of the entries that a reading takes for settled: how many have an effect, are dead-lettered, or wanted none. */
  accounted: procedure.input(z.object({ lab: labId, cuts: z.array(z.object({ group: z.string(), cut: effectCut })).max(64) })).output(z.array(z.object({ group: z.string(), entries: z.number() }))),
  effects: procedure.input(z.object({ lab: labId, group: z.string().optional(), onlyRepeated: z.boolean().default(false), before: z.number().int().optional(), limit: page.limit })).output(z.array(effectRow)),
  deliveries: procedure.input(z.object({ lab: labId, group: z.string().optional(), status: deliveryStatus.optional(), ...page })).output(z.array(deliveryRow)),
  events: procedure.input(z.object({ lab: labId, ...page })).output(z.array(eventRow)),
  subscriptions: procedure.input(z.object({ lab: labId })).output(z.array(subscriptionRow))
}
