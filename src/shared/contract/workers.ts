import { z } from 'zod'
import { consumerPolicies, enqueuePolicy, streamTrim } from '../labs/lab-file'
import { linkFault } from '../labs/link-fault'
import { GATES } from '../model/worker-state'
import { byteText, connectionId, entryId, groupRef, streamRef } from './primitives'
import { procedure } from './procedure'

export const gate = z.enum(GATES)
const worker = z.object({ worker: z.string().min(1).max(64) })
const milliseconds = z.number().min(0).max(600_000)

export const processingTime = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), ms: milliseconds }),
  z.object({ kind: z.literal('uniform'), fromMs: milliseconds, toMs: milliseconds }),
  z.object({ kind: z.literal('lognormal'), medianMs: milliseconds, p95Ms: milliseconds })
])

export const consumerSettings = z.object({
  count: z.number().int().min(1).max(1000),
  blockMs: z.number().int().min(1).max(600_000),
  pollMs: z.number().int().min(10).max(600_000).optional(),
  /** Null takes it back: a change leaves what it does not name. */
  errorPauseMs: z.number().int().min(0).max(600_000).nullable().optional(),
  startId: z.union([z.literal('$'), entryId]),
  processing: processingTime,
  failureRate: z.number().min(0).max(1),
  ack: z.enum(['each', 'batch']),
  readOwnPendingFirst: z.boolean(),
  highRate: z.boolean().optional(),
  policies: consumerPolicies.optional()
})

export const payloadTemplate = z.object({
  source: z.string().min(1).max(80),
  fields: z.array(z.object({ name: z.string().max(1024), value: z.string().max(1_000_000) })).min(1).max(256)
})

export const producerSettings = z.object({
  schedule: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('rate'), perSecond: z.number().min(0.01).max(500_000), spread: z.enum(['even', 'random']).optional() }),
    z.object({ kind: z.literal('burst'), size: z.number().int().min(1).max(100_000), everyMs: z.number().int().min(10).max(3_600_000) }),
    z.object({ kind: z.literal('once'), size: z.number().int().min(1).max(1_000_000), gapMs: z.number().min(0).max(3_600_000).optional() }),
    z.object({ kind: z.literal('cron'), expression: z.string().min(1).max(120) })
  ]),
  templates: z.array(payloadTemplate).min(1).max(32),
  trim: z.union([streamTrim, z.literal('never')]).optional(),
  enqueue: enqueuePolicy.optional(),
  highRate: z.boolean().optional()
})

export const workers = {
  addConsumer: procedure.input(groupRef.extend({ name: byteText.optional(), settings: consumerSettings.partial().optional(), link: linkFault.optional(), start: z.boolean().default(true),
    /** A fault on purpose: the name may be that of another worker of this group. */
    duplicateName: z.boolean().default(false)
  })).output(worker),
  addProducer: procedure.input(streamRef.extend({ name: z.string().min(1).max(80), settings: producerSettings, link: linkFault.optional(), start: z.boolean().default(true) })).output(worker),
  start: procedure.input(worker).output(z.void()),
  /** Finishes what it holds, then leaves. */
  stop: procedure.input(worker).output(z.void()),
  /** Ends its thread: now, or when it reaches the gate. */
  crash: procedure.input(worker.extend({ at: gate.optional() })).output(z.void()),
  freeze: procedure.input(worker).output(z.void()),
  resume: procedure.input(worker).output(z.void()),
  /** Forgets the worker. `deleteConsumer` also sends XGROUP DELCONSUMER, and only when it holds nothing. */
  remove: procedure.input(worker.extend({ deleteConsumer: z.boolean().default(false) })).output(z.void()),
  configureConsumer: procedure.input(worker.extend({ settings: consumerSettings.partial() })).output(z.void()),
  configureProducer: procedure.input(worker.extend({ settings: producerSettings.partial() })).output(z.void()),
  /** Gates at which it holds from now on; an empty list lets it run. */
  hold: procedure.input(worker.extend({ gates: z.array(gate) })).output(z.void()),
  /** Lets a held worker go on to its next gate and hold there. */
  step: procedure.input(worker).output(z.void()),
  /** What networks do to its connection from now on. One that is direct goes through a proxy first, after its turn. */
  setLink: procedure.input(worker.extend({ fault: linkFault })).output(z.void()),
  /** Its connection is closed from both sides, now or as soon as it goes through a proxy. */
  cutLink: procedure.input(worker).output(z.void()),
  /** Its connection is direct again after its turn. */
  leaveProxy: procedure.input(worker).output(z.void()),
  /** Holds every worker of a connection at its next gate, producers too. */
  holdAll: procedure.input(z.object({ connection: connectionId })).output(z.void()),
  releaseAll: procedure.input(z.object({ connection: connectionId })).output(z.void())
}
