import { z } from 'zod'
import type { Entry } from '../redis/entry'
import type { PendingRow } from '../model/stream-state'
import { byteText, connectionId, count, entryId, groupRef, LIMITS, outcome, streamRef } from './primitives'
import { procedure } from './procedure'

/** Output that our own host made and typed; its shape is checked where it is made. */
const entry = z.custom<Entry>((value) => typeof value === 'object' && value !== null)
const pendingRow = z.custom<PendingRow>((value) => typeof value === 'object' && value !== null)

export const foundStream = z.object({ key: byteText, length: count.optional() })

export const entriesPage = z.object({
  entries: z.array(entry),
  /** XLEN at the same time. */
  length: count,
  firstId: entryId.optional(),
  lastId: entryId.optional(),
  /** Entries exist beyond the page in its direction. */
  more: z.boolean(),
  /** Microseconds the server spent is not told; this is the round trip in milliseconds. */
  tookMs: z.number()
})
export type EntriesPage = z.infer<typeof entriesPage>

/** One thing that is known of an entry's life, oldest first. */
export const lifeEvent = z.object({
  at: z.number().optional(),
  kind: z.enum(['added', 'delivered', 'redelivered', 'claimed', 'failed', 'skipped', 'dead-lettered', 'acked', 'deleted']),
  group: byteText.optional(),
  consumer: byteText.optional(),
  worker: z.string().optional(),
  evidence: z.enum(['seen', 'inferred']),
  note: z.string().optional()
})
export type LifeEvent = z.infer<typeof lifeEvent>

/** How an entry stands in one group, asked of the server (TRUST I3, I4). */
export const groupStanding = z.object({
  group: byteText,
  standing: z.enum(['undelivered', 'pending', 'pending, entry gone', 'settled', 'removed', 'unknown']),
  /** For `settled`: whether we saw the ack. Settled without a seen ack may be acked, skipped, dropped or read with NOACK. */
  ackSeen: z.boolean(),
  pending: pendingRow.optional(),
  why: z.string().optional()
})

export const lifeLine = z.object({
  id: entryId,
  entry: entry.optional(),
  gone: z.boolean(),
  groups: z.array(groupStanding),
  events: z.array(lifeEvent),
  /** Set when events before it may have been forgotten. */
  rememberedSince: z.number().optional(),
  at: z.number()
})
export type LifeLine = z.infer<typeof lifeLine>

/** A published entry: fields in order, ids and trimming as XADD takes them. */
export const publishRequest = streamRef.extend({
  fields: z.array(z.object({ name: z.string().max(LIMITS.nameLength), value: z.string().max(LIMITS.valueLength) })).min(1).max(LIMITS.fields),
  /** `*`, `ms-*` or a full id. */
  id: z.string().max(41).default('*'),
  /** Off: the stream must exist (NOMKSTREAM), so that a mistyped key creates nothing. */
  createStream: z.boolean().default(false),
  trim: z.discriminatedUnion('by', [
    z.object({ by: z.literal('maxlen'), approximate: z.boolean(), threshold: z.number().int().min(0), limit: z.number().int().min(0).optional() }),
    z.object({ by: z.literal('minid'), approximate: z.boolean(), threshold: z.string().max(41), limit: z.number().int().min(0).optional() })
  ]).optional(),
  /** The person has seen that the entry is over 1 MB. */
  confirmLarge: z.boolean().default(false)
})
export type PublishRequest = z.input<typeof publishRequest>

export const streams = {
  /** One SCAN step (TYPE stream). `cursor` `0` starts, a returned `0` ends. */
  discover: procedure.input(z.object({ connection: connectionId, match: byteText.default('*'), cursor: z.string().regex(/^\d+$/).default('0') }))
    .output(z.object({ found: z.array(foundStream), cursor: z.string() })),
  watch: procedure.input(streamRef).output(z.void()),
  unwatch: procedure.input(streamRef).output(z.void()),
  /** A page of entries. `from` is exclusive when given. `newest-first` goes to older ids. */
  entries: procedure.input(streamRef.extend({
    direction: z.enum(['newest-first', 'oldest-first']).default('newest-first'),
    from: entryId.optional(),
    inclusive: z.boolean().default(false),
    count: z.number().int().min(1).max(500).default(100)
  })).output(entriesPage),
  /** One entry with whole values, as far as 8 MB. */
  entry: procedure.input(streamRef.extend({ id: entryId })).output(z.object({ entry: entry.optional() })),
  lifeLine: procedure.input(streamRef.extend({ id: entryId })).output(lifeLine),
  /** The command that publish would send, without sending it. */
  previewPublish: procedure.input(publishRequest).output(z.object({ command: z.array(z.string()) })),
  publish: procedure.input(publishRequest).output(outcome.and(z.object({ id: entryId.optional() })))
}

export const pendingPage = z.object({
  rows: z.array(pendingRow.and(z.object({ entry: entry.optional() }))),
  /** Continue after this id; absent at the end. */
  next: entryId.optional(),
  total: z.number(),
  owners: z.array(z.object({ consumer: byteText, pending: count })),
  at: z.number(),
  calls: z.number(),
  longestMs: z.number()
})
export type PendingPage = z.infer<typeof pendingPage>

/** What to do with pending ids. Claim and ack name ids; autoclaim lets the server choose by idle time. */
export const pendingAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('claim'), ids: z.array(entryId).min(1).max(LIMITS.idsPerCall), consumer: byteText, minIdleMs: z.number().int().min(0), justId: z.boolean().default(false) }),
  z.object({ kind: z.literal('autoclaim'), consumer: byteText, minIdleMs: z.number().int().min(0), count: z.number().int().min(1).max(LIMITS.idsPerCall), start: entryId }),
  z.object({ kind: z.literal('ack'), ids: z.array(entryId).min(1).max(LIMITS.idsPerCall) })
])
export type PendingAction = z.input<typeof pendingAction>

export const groups = {
  /** One page of the PEL with payloads, oldest first, at most 500 rows. `consumer` narrows on the server. */
  pending: procedure.input(groupRef.extend({ from: entryId.optional(), count: z.number().int().min(1).max(500).default(200), consumer: byteText.optional() })).output(pendingPage),
  /** The command an action would send, and what it would do now, from a fresh read. `refusal` greys the button. */
  previewAction: procedure.input(groupRef.extend({ action: pendingAction })).output(z.object({ command: z.array(z.string()), effect: z.string(), refusal: z.string().optional() })),
  act: procedure.input(groupRef.extend({ action: pendingAction })).output(outcome.and(z.object({
    /** Verified count: ids acked, or claimed. */
    done: z.number(),
    ids: z.array(entryId),
    dropped: z.array(entryId),
    /** XAUTOCLAIM's cursor; `0-0` when the scan reached the end. */
    cursor: entryId.optional()
  }))),
  setSweeper: procedure.input(groupRef.extend({
    enabled: z.boolean(),
    intervalMs: z.number().int().min(200).max(3_600_000),
    minIdleMs: z.number().int().min(0).max(86_400_000),
    count: z.number().int().min(1).max(1000),
    consumer: byteText
  })).output(z.void())
}
