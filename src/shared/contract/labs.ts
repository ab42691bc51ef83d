import { z } from 'zod'
import { groupPolicies, policyPart } from '../labs/lab-file'
import { REPEAT_CAUSES } from '../model/explain-repeat'
import { INTAKE_SOURCES } from '../labs/intake-envelope'
import { DELIVERY_STATUSES } from '../model/delivery-record'
import { byteText, connectionId, count, entryId } from './primitives'
import { procedure } from './procedure'

const labName = z.string().min(1).max(80)
const labText = z.string().max(262_144)
const labId = z.string().min(1).max(64)
const limit = z.number().int().min(1).max(500).default(100)

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
  nth: z.number(),
  /** Another entry that had had the same effect for the same thing. */
  earlier: entryId.optional()
})
export type EffectRow = z.infer<typeof effectRow>

/** Why the effect `n` of the ledger happened although it had happened before. */
export const effectRepeat = z.object({ n: z.number(), group: z.string(), cause: z.enum(REPEAT_CAUSES), text: z.string() })
export type EffectRepeat = z.infer<typeof effectRepeat>

export const deliveryStatus = z.enum(DELIVERY_STATUSES)
/** Who says so. See DeliverySource of the model. */
const deliverySource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ledger') }),
  z.object({ kind: z.literal('server'), at: z.number(), consumer: byteText.optional(), deliveries: count }),
  z.object({ kind: z.literal('worker'), consumer: byteText })
])
export const deliveryRow = z.object({
  lab: z.string(), group: z.string(), id: entryId, handler: z.string(), status: deliveryStatus, attempts: z.number().optional(), lastError: z.string().optional(), buriedWhy: z.string().optional(),
  nextRetryAt: z.number().optional(), deliveredAt: z.number().optional(),
  /** It was settled without another attempt, because its handler did not want its type any more. */
  unwanted: z.boolean(),
  source: deliverySource
})
export type DeliveryRow = z.infer<typeof deliveryRow>
export const eventRow = z.object({
  lab: z.string(), stream: z.string(), id: entryId, type: z.string(), source: z.string(), correlationId: z.string(), payload: z.string(), createdAt: z.number(), processedAt: z.number().optional()
})
export type EventRow = z.infer<typeof eventRow>
/** Entries of one group by how often their effect happened. */
export const effectCount = z.object({ lab: z.string(), group: z.string(), once: z.number(), more: z.number(), effects: z.number() })

/** See EffectCut of the model. As many pending ids as a reading of a group has, and as its workers have in hand. */
const effectCut = z.object({ upTo: entryId, from: entryId.optional(), pending: z.array(entryId).max(4000) })

/** What the page shows of a group's effects while it asks. */
export const shownEffects = z.object({ group: z.string(), once: z.number(), more: z.number() })
export type ShownEffects = z.infer<typeof shownEffects>

/** Whether the picture of a lab was the server's and the ledger's, when somebody asked. */
export const labCheck = z.object({
  /** Of the newest reading that was made for it. */
  at: z.number(),
  /** Of the oldest reading that the picture was made of. */
  since: z.number().optional(),
  /** Over its streams, where the server tells it of all of them. */
  added: count.optional(),
  /** Over its groups. */
  pending: z.number(),
  /** Entries by how often their effect happened, as the ledger has them. */
  effects: z.object({ once: z.number(), more: z.number() }).optional(),
  differences: z.array(z.string()),
  /** What others, who were seen to be at work, did since the picture was made. */
  moved: z.array(z.string()),
  unread: z.array(z.string())
})
export type LabCheck = z.infer<typeof labCheck>

/** A key of a lab that was stopped with its keys, which is still there. */
export const keptKey = z.object({ key: byteText, why: z.string() })
export type KeptKey = z.infer<typeof keptKey>

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
  /** Reads its streams and its ledger now, says whether the picture was right, and makes it what was read. */
  check: procedure.input(z.object({ lab: labId, shown: z.array(shownEffects).max(64).default([]) })).output(labCheck),
  /** One consumer more of a running lab's group, that works as those do that are there. */
  addConsumer: procedure.input(labGroup).output(z.object({ worker: z.string(), name: byteText })),
  /**
   * Some policies of a running group from now on, for all of its consumers: of `policies` only `parts` are taken, and one of them that is absent is off.
   * So two changes of different parts at once do not undo each other.
   */
  setPolicies: procedure.input(labGroup.extend({ policies: groupPolicies, parts: z.array(policyPart) })).output(z.void()),
  /** The subscription of a group's handler to one type from now on, for all of its consumers. */
  setSubscription: procedure.input(labGroup.extend({ type: z.string().max(256), active: z.boolean() })).output(z.void()),
  /**
   * Drains its workers. `clean` also deletes the keys that it made; `withFound` with them what stood under its names before it started.
   * What another running lab of the server uses stays in any case. Answers what stayed although it was to be cleaned.
   */
  stop: procedure.input(z.object({ lab: z.string(), clean: z.boolean().default(false), withFound: z.boolean().default(false) })).output(z.object({ kept: z.array(keptKey) }))
}

/** The ledger of effects. Empty when no lab with effects has run. */
export const ledger = {
  count: procedure.input(z.object({ lab: labId })).output(z.array(effectCount)),
  /** Of the entries that a reading takes for settled: how many have an effect, are dead-lettered, or wanted none. */
  accounted: procedure.input(z.object({ lab: labId, cuts: z.array(z.object({ group: z.string(), cut: effectCut })).max(64) })).output(z.array(z.object({ group: z.string(), entries: z.number() }))),
  effects: procedure.input(z.object({ lab: labId, group: z.string().optional(), onlyRepeated: z.boolean().default(false), before: z.number().int().optional(), limit })).output(z.array(effectRow)),
  /** The newest 200 effects that happened again, of one entry or of two that are for the same thing, each with why as far as it was seen. */
  repeats: procedure.input(z.object({ lab: labId })).output(z.array(effectRepeat)),
  /** Newest first, after `before`: rows of the ledger, and what the host knows to be pending or at work. */
  deliveries: procedure.input(z.object({ lab: labId, status: deliveryStatus.optional(), before: z.object({ id: entryId, group: z.string() }).optional(), limit })).output(z.array(deliveryRow)),
  events: procedure.input(z.object({ lab: labId, before: z.object({ id: entryId, stream: z.string() }).optional(), limit })).output(z.array(eventRow))
}
