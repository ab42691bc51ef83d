import type { IntakeState } from './intake-state'
import type { ByteText } from '../redis/byte-text'
import type { EntryId } from '../redis/entry-id'
import type { ConsumerPolicies, EnqueuePolicy, GroupPolicies, StreamTrim } from '../labs/lab-file'
import type { LinkState } from './link-state'
import type { StreamRef } from './stream-ref'

export type WorkerId = string
export type LabId = string

/**
 * Named stops in a consumer's loop, in order. At each the loop can be held, stepped and crashed.
 * G0 before XREADGROUP; G1 the reply is on its way (the server has put the entries in the PEL); G2 received, before
 * the idempotency check; G3 after the guard; G4 after the side effect; G5 before XACK; G6 XACK sent, reply not seen.
 */
export const GATES = ['G0', 'G1', 'G2', 'G3', 'G4', 'G5', 'G6'] as const
export type Gate = (typeof GATES)[number]

export const GATE_WORDS: Record<Gate, string> = {
  G0: 'before XREADGROUP',
  G1: 'reply on its way',
  G2: 'received, before the guard',
  G3: 'after the guard',
  G4: 'after the effect',
  G5: 'before XACK',
  G6: 'XACK sent, reply not seen'
}

/** One union per loop. `gate` is where the loop stands or stood. */
export type WorkerStatus =
  | { kind: 'starting'; since: number }
  | { kind: 'running'; since: number; gate: Gate; doing: string }
  /** Stands at a gate until released or stepped. */
  | { kind: 'held'; since: number; gate: Gate }
  /** Its event loop is stopped; its socket is open and nothing is read. */
  | { kind: 'frozen'; since: number; gate: Gate }
  | { kind: 'stopping'; since: number; doing: string }
  | { kind: 'stopped'; since: number }
  /** The thread was ended: no further code of it ran, its socket closed without QUIT. */
  | { kind: 'crashed'; since: number; gate: Gate }
  /** Waits for a person: its group or stream is gone, or the server refuses it. */
  | { kind: 'parked'; since: number; why: string; next: string }
  /** Waits for the server to come back. */
  | { kind: 'reconnecting'; since: number; message: string }

/** Milliseconds of simulated work per entry. */
export type ProcessingTime =
  | { kind: 'fixed'; ms: number }
  | { kind: 'uniform'; fromMs: number; toMs: number }
  /** Long-tailed, as real services are: median and 95th percentile. */
  | { kind: 'lognormal'; medianMs: number; p95Ms: number }

export interface ConsumerSettings {
  count: number
  /** XREADGROUP BLOCK: never 0, so that a dead socket is noticed, if late where it is long. */
  blockMs: number
  /** Reads without BLOCK, once in so long, and at once after a read that was full. Undefined: it blocks. */
  pollMs?: number | undefined
  /** After an error of the server or a lost connection it waits so long before it goes on. Without, or null: it backs off from 50 ms to 5 s, and opens a lost connection anew at once. */
  errorPauseMs?: number | null | undefined
  /** Used when the group has to be created. */
  startId: '$' | EntryId
  processing: ProcessingTime
  /** Share of entries whose processing fails and which are therefore not acked, 0 to 1. */
  failureRate: number
  /** `each`: one XACK an entry, right after its work. `batch`: one XACK for all of a read. */
  ack: 'each' | 'batch'
  /** Read own pending entries first when starting, then new ones. */
  readOwnPendingFirst: boolean
  /** New entries are read and acked as bytes, a whole read at once, and their fields are not looked at: only where there is no work. */
  highRate?: boolean
  /** What a lab's group does with an entry; without them the work only takes time. */
  policies?: ConsumerPolicies
}

/** The circuit breaker of a handler, as a consumer last found it in Redis. */
export interface BreakerState {
  kind: 'closed' | 'open' | 'half-open'
  /** Failures in a row. */
  failures: number
  threshold: number
  openMs: number
  /** Wall clock, milliseconds. */
  openedAt?: number
}

/** New reads wait: more is pending in the group than its policy allows. */
export interface PausedReading {
  pending: number
  above: number
}

export interface ProducerSettings {
  /** Entries per second, spread evenly, or at random (`random`: gaps as of calls that know nothing of each other); `burst` sends `size` at once every `everyMs`; `once` sends `size`, `gapMs` apart, and stops; `cron` sends one at each time of the expression. */
  schedule: { kind: 'rate'; perSecond: number; spread?: 'even' | 'random' | undefined } | { kind: 'burst'; size: number; everyMs: number } | { kind: 'once'; size: number; gapMs?: number | undefined } | { kind: 'cron'; expression: string }
  /** One is chosen per entry, evenly. Values may hold {{placeholders}}, see docs/model-spec.md. */
  templates: PayloadTemplate[]
  /** How each XADD keeps the stream short. Undefined: as is usual where it adds, which is told once it is made. */
  trim?: ProducerTrim
  /** How an event that comes twice is added once. Undefined: it is not. */
  enqueue?: EnqueuePolicy
  /** Entries are sent as bytes, in writes of several hundred, from templates that were encoded before. */
  highRate?: boolean
}

/** `never`: what it adds stays until somebody else trims. */
export type ProducerTrim = StreamTrim | 'never'

export interface PayloadTemplate {
  /** Shown as the source, e.g. `checkout`. */
  source: string
  fields: { name: string; value: string }[]
}

export interface WorkerCounts {
  added: number
  delivered: number
  redelivered: number
  acked: number
  failed: number
  /** Acked without work: done before, or not what its handler is subscribed to. */
  skipped: number
  deadLettered: number
  errors: number
}

interface WorkerCommon extends StreamRef {
  id: WorkerId
  lab?: LabId
  status: WorkerStatus
  counts: WorkerCounts
  /** Unknown outcomes: a command was sent and its reply never came. */
  unknownOutcomes: number
  startedAt: number
  /** Its connection goes through a proxy, which can do to it what networks do. Absent: it is direct. */
  link?: LinkState
}

export interface ConsumerState extends WorkerCommon {
  role: 'consumer'
  group: ByteText
  /** Its name in the group. */
  name: ByteText
  settings: ConsumerSettings
  /** Ids it has received and not yet acked, oldest first, at most IN_FLIGHT_SHOWN. */
  inFlight: EntryId[]
  inFlightCount: number
  /** Ids that its policies work on or will next, also of those that are acked before their work, at most IN_FLIGHT_SHOWN. Absent: none. */
  atWork?: EntryId[]
  /** Of these, the one whose work has begun and has not ended, as of its last report. */
  workingOn?: EntryId
  /** Gates at which it holds. */
  holdAt: Gate[]
  /** Gate at which it will be crashed when it gets there. */
  crashAt?: Gate
  /** Backpressure: it reads nothing new now. */
  paused?: PausedReading
}

export interface ProducerState extends WorkerCommon {
  role: 'producer'
  name: string
  settings: ProducerSettings
  lastId?: EntryId
  /** Events that were not added: another delivery of them holds their lock, or the server has them already (IDMP). Not looked for without `enqueue`. */
  duplicates: number
}

export type WorkerState = ConsumerState | ProducerState

export const IN_FLIGHT_SHOWN = 32

/** The handler of a group: `types` as its file says, `inactive` as a person has set it while it runs. */
export interface LabHandlerState {
  name: string
  /** Undefined: every type. */
  types?: readonly string[]
  /** Types whose subscription is switched off; `*` for all of a handler that wants every type. Empty: none. */
  inactive: readonly string[]
  effect?: { kind: string; key?: string | undefined }
}

export interface LabGroupState {
  stream: ByteText
  group: ByteText
  /** Its handler has one, which the ledger counts. */
  effect: boolean
  /** What it is subscribed to, and where its effect goes. Absent in pictures of before it was told. */
  handler?: LabHandlerState
  /** In force now, for those of its consumers that are added too. Absent: none. */
  policies?: GroupPolicies
  /** As its file has them, for whoever wants them back. */
  inFile?: GroupPolicies
}

/** Stood under one of the lab's names when it started, and no earlier run of it had made it. */
export interface FoundKey {
  key: ByteText
  /** Undefined: it is no stream, or could not be read. */
  entries?: number
  /** Name of the lab that used it then. */
  usedBy?: string
}

export interface LabState {
  id: LabId
  /** e.g. `orders`. */
  name: string
  title: string
  connection: string
  streams: ByteText[]
  groups: LabGroupState[]
  /** Where webhooks are posted, while it is open. */
  intake?: IntakeState
  /** Not its own: stopping it with its keys keeps these. Absent: none. */
  found?: readonly FoundKey[]
  status: 'starting' | 'running' | 'stopping' | 'stopped' | 'failed'
  message?: string
}
