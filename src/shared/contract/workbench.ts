import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type { LoggedEvent } from '../model/workbench-event'
import type { WorkbenchState } from '../model/workbench-state'
import { environment, sandboxChoice } from './connections'
import { byteText, connectionId } from './primitives'
import { procedure } from './procedure'

/** Rises when the feed or the state changes shape. Both sides refuse another. */
export const PROTOCOL_VERSION = 1

/**
 * What the live feed sends. First a snapshot, or, when the reader says how far it got and that is still at hand, the
 * rest; then frames. `events` are consecutive: the first has seq = the seq before + 1.
 */
export const liveFrame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), session: z.string(), instance: z.string(), protocol: z.number() }),
  z.object({ kind: z.literal('snapshot'), frame: z.number(), state: z.custom<WorkbenchState>((value) => typeof value === 'object' && value !== null && 'seq' in value), why: z.enum(['first', 'behind']) }),
  z.object({ kind: z.literal('events'), frame: z.number(), events: z.array(z.custom<LoggedEvent>((value) => typeof value === 'object' && value !== null && 'seq' in value)) })
])
export type LiveFrame = z.infer<typeof liveFrame>

export const live = {
  subscribe: procedure.input(z.object({ resume: z.object({ instance: z.string(), seq: z.number() }).optional() })).output(eventIterator(liveFrame)),
  /** The reader has taken in every frame up to this one. At most FRAMES_IN_FLIGHT are sent ahead of it. */
  acknowledge: procedure.input(z.object({ session: z.string(), frame: z.number() })).output(z.void())
}

export const FRAMES_IN_FLIGHT = 4

/** One line of the command log: what Sluice sent, by whom, and what came of it. Values are cut, secrets are not in it. */
export const loggedCommand = z.object({
  seq: z.number(),
  at: z.number(),
  connection: connectionId,
  by: z.enum(['observer', 'hand', 'worker', 'sweeper', 'lab', 'setup']),
  who: z.string().optional(),
  command: z.array(z.string()),
  /** Arguments left out of `command` for length. */
  omitted: z.number(),
  outcome: z.enum(['ok', 'failed', 'unknown', 'refused-by-sluice']),
  reply: z.string(),
  tookMs: z.number(),
  /** How many commands of this shape this line stands for; over 1 when a busy worker's are counted together. */
  times: z.number()
})
export type LoggedCommand = z.infer<typeof loggedCommand>

export const commandLog = {
  read: procedure.input(z.object({ after: z.number().default(0), limit: z.number().int().min(1).max(500).default(200), by: z.array(loggedCommand.shape.by).optional() }))
    .output(z.object({ commands: z.array(loggedCommand), newest: z.number() }))
}

const settingFields = {
  theme: z.enum(['system', 'dark', 'light']),
  motion: z.enum(['system', 'full', 'reduced']),
  /** Presenter mode scales all text by 1.35. */
  presenter: z.boolean(),
  /** Idle time after which a pending entry is drawn as late, when the group has no sweeper. Milliseconds. */
  idleThresholdMs: z.number().int().min(100).max(86_400_000),
  /** More entries pending in a group than this is an alert. */
  pendingAlertAbove: z.number().int().min(0).max(1_000_000_000),
  /** Of which streams the person said whether they hold dead letters, by name on every connection; of others the end of the name says it. */
  letterStreams: z.array(z.object({ key: byteText, holds: z.boolean() })).max(200),
  /** How long entries have to be kept for what is built on this, hours; null: the person has not said. */
  retentionNeededHours: z.number().min(0).max(87_600).nullable(),
  /** What a sandbox runs on when nothing else was said. */
  sandbox: sandboxChoice,
  /** What a hosted server asks for 100,000 commands, and in which money. */
  commandPrice: z.object({ per100k: z.number().min(0).max(1_000_000), currency: z.string().max(8) }),
  /** Saved servers, without passwords. */
  profiles: z.array(z.object({
    label: z.string().max(80), url: z.string().max(2048), username: z.string().max(256).optional(), environment,
    tls: z.object({ verify: z.boolean(), ca: z.string().optional(), serverName: z.string().optional() }).optional()
  })).max(100),
  /** Publish templates that the person saved, per key pattern or for all. */
  publishTemplates: z.array(z.object({ name: z.string().max(80), fields: z.array(z.object({ name: z.string(), value: z.string().max(1_000_000) })) })).max(100)
}

export const settingsSchema = z.object({
  theme: settingFields.theme.default('system'),
  motion: settingFields.motion.default('system'),
  presenter: settingFields.presenter.default(false),
  idleThresholdMs: settingFields.idleThresholdMs.default(60_000),
  pendingAlertAbove: settingFields.pendingAlertAbove.default(10),
  letterStreams: settingFields.letterStreams.default([]),
  retentionNeededHours: settingFields.retentionNeededHours.default(null),
  sandbox: settingFields.sandbox.default('auto'),
  commandPrice: settingFields.commandPrice.default({ per100k: 0.2, currency: '$' }),
  profiles: settingFields.profiles.default([]),
  publishTemplates: settingFields.publishTemplates.default([])
})
export type Settings = z.infer<typeof settingsSchema>

/** Some of the settings. Without defaults: those would put back every setting that a change does not name. */
export const settingsChange = z.object(settingFields).partial()

export const settings = {
  get: procedure.output(z.object({ settings: settingsSchema, problem: z.string().optional() })),
  /** Saves to disk. When the disk refuses, the change holds until the end of this run and the fault says so. */
  set: procedure.input(settingsChange).output(settingsSchema)
}

export const system = {
  /** Whether the page can be seen. While none can, servers are read a tenth as often. */
  setVisible: procedure.input(z.object({ visible: z.boolean() })).output(z.void()),
  hello: procedure.output(z.object({ product: z.literal('sluice'), version: z.string(), protocol: z.number(), host: z.enum(['desktop', 'server']), instance: z.string() })),
  /** Kept connections of this session are dropped from armed to observe, e.g. before a reload. */
  leave: procedure.output(z.void())
}
