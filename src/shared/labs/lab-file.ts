import { z } from 'zod'
import { labLink } from './link-fault'

/**
 * A lab as a file: streams, who writes to them, who reads them and by which policies. Data only; every policy names a
 * small strategy of the workers. docs/lab-files.md explains each part to people, from these very descriptions.
 */

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:_.-]{0,79}$/, 'takes letters, digits and : _ . - and starts with a letter or digit')
const milliseconds = z.number().min(0).max(86_400_000)
const share = z.number().min(0).max(1)
const entryId = z.string().regex(/^\d{1,20}(-\d{1,20})?$/, 'must be an entry id such as 0 or 1526919030474-55')

export const processing = z.union([
  z.strictObject({ fixedMs: milliseconds }),
  z.strictObject({ fromMs: milliseconds, toMs: milliseconds }),
  z.strictObject({ medianMs: milliseconds, p95Ms: milliseconds })
]).describe('How long the work on one entry takes: always the same, evenly spread, or long-tailed as real services are.')

export const streamTrim = z.union([
  z.strictObject({ maxLen: z.number().int().min(0), exact: z.boolean().default(false) }),
  z.strictObject({ keepMs: milliseconds.describe('Entries older than this go: MINID.'), exact: z.boolean().default(false) })
]).describe('Trimming at each XADD. Not exact (~) trims whole nodes of the stream only, which is far cheaper.')

const fields = z.record(z.string().min(1).max(1024), z.string().max(1_000_000))

export const labStream = z.strictObject({
  name: name.describe('The key is sluice:lab: and this name.'),
  trim: streamTrim.optional(),
  seed: z.array(fields).min(1).max(100).optional().describe('Entries that are added before the groups are made, if the stream is not there yet: what a group at $ passes over.')
})

export const labTemplate = z.strictObject({
  source: z.string().min(1).max(80).default('lab').describe('Available to values as {{source}}.'),
  fields: fields.describe('Field names and values. Values may hold {{placeholders}}: seq, seq start step, uuid, int a b, float a b, pick a|b, iso, ms, source.')
})

export const enqueuePolicy = z.discriminatedUnion('idempotency', [
  z.strictObject({ idempotency: z.literal('none') }),
  z.strictObject({
    idempotency: z.literal('lock').describe('SET lock:<key> 1 NX PX before XADD; a second delivery of the same event adds nothing.'),
    key: z.string().min(1).max(256).describe('Field whose value names the event.'),
    ttlMs: milliseconds.describe('Life of the lock; twice the job time-out is usual.')
  }),
  z.strictObject({
    idempotency: z.literal('idmp').describe('XADD … IDMP: the server itself answers a repeated event with the first id (Redis 8.6).'),
    key: z.string().min(1).max(256)
  })
]).describe('What is done so that one event is added once, however often its sender repeats it.')

const schedule = z.union([
  z.strictObject({ perSecond: z.number().min(0.01).max(500_000), spread: z.enum(['even', 'random']).default('even').describe('random: gaps as of senders that know nothing of each other.') }),
  z.strictObject({ burst: z.number().int().min(1).max(100_000), everyMs: z.number().int().min(10).max(3_600_000) }),
  z.strictObject({ once: z.number().int().min(1).max(1_000_000), gapMs: milliseconds.default(0) }),
  z.strictObject({ cron: z.string().min(1).max(120).describe('A cron expression, with seconds if it has six parts.') })
])

export const labProducer = z.strictObject({
  kind: z.literal('producer'),
  name, stream: name, schedule,
  templates: z.array(labTemplate).min(1).max(32),
  enqueue: enqueuePolicy.default({ idempotency: 'none' }),
  link: labLink.optional(),
  highRate: z.boolean().default(false).describe('Entries are sent as bytes that were encoded before, several hundred in a write: 100,000 and more a second.')
})

const retry = z.strictObject({
  attempts: z.number().int().min(1).max(100).default(3).describe('The first one counted.'),
  baseMs: milliseconds.default(1000).describe('The first pause.'),
  factor: z.number().min(1).max(10).default(2).describe('Each pause is so much longer than the one before,'),
  maxMs: milliseconds.default(60_000).describe('and never longer than this.'),
  jitter: share.default(0.5).describe('Share of the pause that is chance.')
}).describe('After a failure the consumer tries again later. Without it a failed entry stays pending until somebody reclaims it. After the last attempt it goes to the dead letters; without deadLetter it stays pending.')

const reclaim = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('nobody') }),
  z.strictObject({ by: z.literal('autoclaim-first').describe('Each turn of the loop begins with XAUTOCLAIM.'), minIdleMs: milliseconds, count: z.number().int().min(1).max(1000).default(10) }),
  z.strictObject({ by: z.literal('sweeper').describe('XAUTOCLAIM on an interval, to a consumer that runs.'), everyMs: z.number().int().min(100).max(3_600_000), minIdleMs: milliseconds, count: z.number().int().min(1).max(1000).default(100) }),
  z.strictObject({ by: z.literal('read').describe('XREADGROUP … CLAIM (Redis 8.4); autoclaim-first where the server has it not.'), minIdleMs: milliseconds })
])

const effect = z.strictObject({
  kind: z.enum(['count', 'stock', 'notify', 'ticket']).describe('Which row of the ledger the work writes.'),
  key: z.string().max(256).optional().describe('Field whose value says what the effect is for, and may happen once for, e.g. an order id. A product that is sold often is none.')
})

export const poisonPolicy = z.strictObject({ field: z.string().max(256), contains: z.string().min(1).max(1024) }).describe('Entries that always fail.')

const eventType = z.string().max(256)
/** Workers that run on one connection, at most: each is a thread, a socket of the server and about 20 MB here (TRUST C10). */
export const RUNNING_WORKERS = 64
/** Types of a handler that are switched off, at most. */
export const INACTIVE_TYPES = 64

export const labHandler = z.strictObject({
  name,
  types: z.array(eventType).max(256).optional().describe('Event types that it is subscribed to; others are skipped and acked.'),
  inactive: z.array(eventType).max(INACTIVE_TYPES).optional().describe('Of these, subscriptions that are switched off at the start: entries of such a type are skipped and acked too. Without types it may name any; * is all.'),
  typeField: z.string().max(256).default('type').describe('The field that says of what type an entry is.'),
  processing: processing.default({ fixedMs: 0 }),
  failureRate: share.default(0).describe('Share of the entries on which the work fails, by chance: 1 is all.'),
  poison: poisonPolicy.optional(),
  effect: effect.optional().describe('Without it the work only takes time.')
})

export const scaleOutPolicy = z.strictObject({
  lagAbove: z.number().int().min(1).max(1_000_000_000).describe('Entries that the group was not given.'),
  forMs: z.number().int().min(1000).max(240_000).describe('For so long the lag has to stay above, and not to fall.'),
  max: z.number().int().min(1).max(64).describe('Consumers of Sluice in this group, at most.'),
  do: z.enum(['suggest', 'add']).default('suggest')
}).describe('When the group falls behind: a consumer more is suggested, or added.')

export const labGroup = z.strictObject({
  name, stream: name,
  start: z.union([z.literal('$'), entryId]).default('0').describe('Where a group that is made begins: 0 for all history, $ for what comes from now on.'),
  consumers: z.union([z.array(name).min(1).max(64), z.strictObject({
    prefix: name.optional(),
    host: z.boolean().default(false).describe('The name of this host stands in theirs, web-1-1 and web-1-2 on web-1.example.org, so that the same lab on two hosts of different names has no name twice. --host-name says another.'),
    count: z.number().int().min(1).max(64)
  })]).describe('Names, or how many: numbered, after a prefix, the name of this host, or both.'),
  standby: z.array(name).max(64).default([]).describe('Consumers that are made with the others and not started: a person does it.'),
  read: z.strictObject({
    count: z.number().int().min(1).max(1000).default(10).describe('COUNT.'),
    mode: z.enum(['block', 'poll']).default('block').describe('block: XREADGROUP BLOCK waits in the server until there is something. poll: it asks every everyMs, mostly for nothing.'),
    blockMs: z.number().int().min(1).max(600_000).default(2000).describe('BLOCK.'),
    everyMs: z.number().int().min(10).max(600_000).default(500).describe('Of mode poll.'),
    noAck: z.boolean().default(false).describe('NOACK: nothing becomes pending, and what is lost on the way is lost.'),
    ownPendingFirst: z.boolean().default(true).describe('When it starts, what it held before is read first: XREADGROUP with the id 0.'),
    onError: z.strictObject({ pauseMs: z.number().int().min(0).max(600_000) }).optional().describe('How long it waits after an error of the server or a lost connection, and between attempts to connect. Without it: from 50 ms to 5 s, longer each time, and a lost connection is opened anew at once.')
  }).prefault({}),
  handler: labHandler,
  ack: z.enum(['after-commit', 'before-work', 'outside-transaction']).default('after-commit').describe('When XACK is sent: after the effect is committed; before the work (loses what crashes, and what fails is not tried again); or with the effect outside the transaction of the idempotency row (doubles what crashes in between).'),
  ackBatch: z.boolean().default(false).describe('One XACK for all of a read.'),
  highRate: z.boolean().default(false).describe('Reads and acks without looking at any entry, a whole read at once; needs ackBatch, and no work or policy that looks at entries.'),
  idempotency: z.enum(['none', 'guard-first', 'ledger']).default('none').describe('none; SET done:<id> NX before the effect, which loses the effect of a crash in between; or the entry id and the effect in one transaction of the ledger.'),
  releaseLock: z.string().max(256).optional().describe('Field whose enqueue lock is released after success.'),
  retry: retry.optional(),
  reclaim: reclaim.default({ by: 'nobody' }),
  lease: z.strictObject({ renewMs: z.number().int().min(50).max(3_600_000) }).optional().describe('XCLAIM … JUSTID to itself while it works, so that slow is not taken for dead.'),
  deadLetter: z.strictObject({ afterDeliveries: z.number().int().min(1).max(1000), stream: name }).optional().describe('What was delivered more often goes to that stream, with where it came from, and is acked, in one transaction; what had its effect before is acked alone.'),
  breaker: z.strictObject({ failures: z.number().int().min(1).max(1000).default(5), openMs: milliseconds.default(60_000) }).optional().describe('Circuit breaker of the handler, kept in Redis. While open, entries go to the dead letters at once.'),
  backpressure: z.strictObject({ pauseAbovePending: z.number().int().min(1) }).optional().describe('New reads pause while more than this is pending.'),
  link: labLink.optional(),
  scaleOut: scaleOutPolicy.optional()
})

const part = z.string().regex(/^[A-Za-z0-9_.-]{1,80}$/, 'takes letters, digits and _ . -')

export const labEnvelope = z.strictObject({
  required: z.array(part).min(1).max(16).describe('Parts of the JSON object that a body must have.'),
  optional: z.array(part).max(16).default([]).describe('Parts that it may have. No others.'),
  fields: fields.describe('The fields of the entry. Values may hold {{part}}: text as it is, everything else as JSON.'),
  key: z.string().min(1).max(256).describe('Field of the entry whose value names the event: its lock, and that of releaseLock.'),
  samples: z.array(z.string().min(2).max(10_000)).min(1).max(16).describe('Bodies that the buttons of the Intake tab post, with the {{placeholders}} of templates. The first is shown as a curl line.')
}).describe('What a body must be, and how the entry is made of it. Without it: incident_id, source, severity, description.')

export const labIntake = z.strictObject({
  stream: name.describe('Where accepted events are added, with the fields signal (the envelope as JSON) and deduplication_key, or those of the envelope.'),
  envelope: labEnvelope.optional(),
  jobTimeoutMs: z.number().int().min(500).max(43_200_000).default(60_000).describe('How long the work on one event may take. The lock on its key lives twice as long, or until releaseLock of a group ends it.'),
  maxBytes: z.number().int().min(256).max(1_000_000).default(65_536).describe('A larger body is refused with 413, and is not kept.')
}).describe('An HTTP endpoint for webhooks on 127.0.0.1, with a port and a token of its own for each start.')

export const labFile = z.strictObject({
  sluice: z.literal(1).describe('Version of this format.'),
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'takes small letters, digits, - and _'),
  title: z.string().min(1).max(80).describe('What people call it.'),
  about: z.string().max(2000).default('').describe('A paragraph for those who look at it.'),
  streams: z.array(labStream).min(1).max(16),
  sources: z.array(labProducer).max(16).default([]),
  intake: labIntake.optional(),
  groups: z.array(labGroup).max(50).default([])
})

export type LabFile = z.infer<typeof labFile>
export type StreamTrim = z.infer<typeof streamTrim>
export type EnqueuePolicy = z.infer<typeof enqueuePolicy>
export type LabFileGroup = z.infer<typeof labGroup>
export type LabFileHandler = z.infer<typeof labHandler>
export type LabFileProducer = z.infer<typeof labProducer>
export type LabFileIntake = z.infer<typeof labIntake>
export type LabEnvelope = z.infer<typeof labEnvelope>
export type LabFileStream = z.infer<typeof labStream>

/** What a person changes of a group while it runs, for all of its consumers. In a file, poison is a part of the handler. */
export const groupPolicies = labGroup
  .pick({ ack: true, idempotency: true, retry: true, reclaim: true, lease: true, breaker: true, deadLetter: true, backpressure: true, scaleOut: true })
  .extend({ poison: poisonPolicy.optional() })
export type GroupPolicies = z.infer<typeof groupPolicies>
export const policyPart = groupPolicies.keyof()
export type PolicyPart = z.infer<typeof policyPart>
export type ReclaimPolicy = GroupPolicies['reclaim']
export type ScaleOutPolicy = z.infer<typeof scaleOutPolicy>
export type PoisonPolicy = z.infer<typeof poisonPolicy>

/** What a consumer's loop does besides reading and acking: the part of a group that concerns one entry at a time. */
export const consumerPolicies = labGroup
  .pick({ handler: true, ack: true, idempotency: true, releaseLock: true, retry: true, reclaim: true, lease: true, deadLetter: true, breaker: true, backpressure: true })
  // Time and failures are settings of each consumer, which a person changes while it runs.
  .extend({ handler: labHandler.omit({ processing: true, failureRate: true }), noAck: z.boolean().default(false) })

export type ConsumerPolicies = z.infer<typeof consumerPolicies>
export type PolicyHandler = ConsumerPolicies['handler']
export type RetryPolicy = NonNullable<ConsumerPolicies['retry']>
export type BreakerPolicy = NonNullable<ConsumerPolicies['breaker']>
