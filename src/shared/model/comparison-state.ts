import type { ByteText } from '../redis/byte-text'
import type { ConnectionId } from './stream-ref'
import type { WorkerId, WorkerStatus } from './worker-state'

/** Measured comparisons: two ways of doing one thing run side by side on a real server, and what each cost and lost is counted. */
export type ComparisonKind = 'polling' | 'pubsub' | 'chain' | 'idle-limit'

/** `<kind>@<connection>`: one of a kind runs on a connection at a time. */
export type ComparisonId = string

/** Spans that were measured here. Milliseconds. */
export interface LatencyFigures {
  /** All there were; mean and worst are of all, the rest of the newest. */
  count: number
  meanMs: number
  worstMs: number
  p50Ms: number
  p95Ms: number
  /** What the percentiles are of. */
  newest: number
  /** The last of them, oldest first, at most RECENT_LATENCIES, for a strip. */
  recent: number[]
}

export const RECENT_LATENCIES = 120

/** A8. */
export interface PollingSettings {
  /** Entries added, on the average; they come at random. */
  perSecond: number
  pollMs: number
  blockMs: number
}

export interface PollingReader {
  worker: WorkerId
  status: WorkerStatus['kind'] | 'removed'
  /** Commands of its loop that came to an end: a read that blocks counts when it ends. */
  commands: number
  reads: number
  emptyReads: number
  received: number
  /** From XADD to receipt. */
  latency?: LatencyFigures
}

/** What the server itself counted, since the same moment. */
export interface ServerCount {
  /** `tot-cmds`: of the two sockets, from CLIENT LIST. `commandstats`: XREADGROUP and XACK of all clients, from INFO. */
  origin: 'tot-cmds' | 'commandstats'
  server: number
  /** Of both workers, at that time. */
  ours: number
}

export interface PollingFigures {
  /** Since both had begun. Counts begin there too. */
  elapsedMs: number
  added: number
  polling: PollingReader
  blocking: PollingReader
  serverCount?: ServerCount
  /** Why there is no latency. */
  latencyUnknown?: string
}

/** D1. */
export interface PubSubSettings {
  perSecond: number
  /** How long both are away. */
  downMs: number
}

/** One way of giving messages on. `sent` = received + missed + waiting. */
export interface DeliveryFigures {
  /** Numbers that the server took. */
  sent: number
  received: number
  /** Never comes any more. */
  missed: number
  /** On its way, or in the stream until the reader is back. */
  waiting: number
  /** Received once more. */
  again: number
  /** Sent, and no reply came: not known whether the server took it. */
  unknown: number
  /** The newest numbers, oldest first, at most STRIP_LENGTH: r received, m missed, w waiting, u unknown, x refused. */
  strip: string
}

export const STRIP_LENGTH = 240

export interface PubSubFigures {
  /** The newest number. */
  number: number
  pubsub: DeliveryFigures
  stream: DeliveryFigures
  readers: 'up' | 'down' | 'coming'
  /** When they are to come back: wall clock, milliseconds. */
  backAt?: number
  restarts: number
}

/** D7. */
export const ORDER_SERVICES = ['payment', 'stock', 'mail'] as const
export type OrderService = (typeof ORDER_SERVICES)[number]

export interface ChainSettings {
  perSecond: number
  /** For how long the chain waits for one service. */
  timeoutMs: number
  /** How long each service takes. */
  workMs: Readonly<Record<OrderService, number>>
}

/** What customers were answered. */
export interface CustomerFigures {
  accepted: number
  failed: number
  timedOut: number
  /** Not answered yet. */
  open: number
  /** How long an answer took, of whatever kind. */
  answer?: LatencyFigures
}

export interface ServiceFigures {
  name: OrderService
  up: boolean
  workMs: number
  /** Where it answers, while it is up; without its token. */
  url?: string
}

export interface GroupBacklog {
  group: OrderService
  done: number
  /** Accepted and not done by this group. */
  backlog: number
  /** Calls that failed; the entry stays pending and is tried again. */
  retries: number
}

export interface ChainFigures {
  orders: number
  chain: CustomerFigures
  events: CustomerFigures
  services: ServiceFigures[]
  groups: GroupBacklog[]
}

/** A9. */
export interface IdleLimitSettings {
  /** Connections idle for so long are dropped, and nobody is told. */
  limitMs: number
  longBlockMs: number
  shortBlockMs: number
  /** Entries added to each, on the average; they come at random. */
  perSecond: number
}

export interface IdleLimitReader {
  worker: WorkerId
  status: WorkerStatus['kind'] | 'removed'
  /** Acked. */
  received: number
  /** Added and not acked. */
  waiting: number
  /** Links that were dropped under it. */
  drops: number
  /** Since when it waits on a connection that is no more. Wall clock, milliseconds. */
  phantomSince?: number
  /** All its time as a phantom so far, the present one included. */
  phantomMs: number
  /** How often it came back, and how. */
  recovered: number
  lastRecovery?: string
}

export interface IdleLimitFigures {
  elapsedMs: number
  added: number
  long: IdleLimitReader
  short: IdleLimitReader
}

export type ComparisonSubject =
  | { kind: 'polling'; settings: PollingSettings; figures: PollingFigures }
  | { kind: 'pubsub'; settings: PubSubSettings; figures: PubSubFigures }
  | { kind: 'chain'; settings: ChainSettings; figures: ChainFigures }
  | { kind: 'idle-limit'; settings: IdleLimitSettings; figures: IdleLimitFigures }

export type ComparisonState = {
  id: ComparisonId
  connection: ConnectionId
  /** `stopped`: nothing of it is left but its figures. */
  status: 'running' | 'stopping' | 'stopped'
  /** Wall clock, milliseconds. */
  startedAt: number
  stoppedAt?: number
  /** Its streams, which are watched while it runs and deleted when it ends. */
  streams: ByteText[]
  /** What keeps it from measuring, or what could not be cleaned up. */
  problem?: string
} & ComparisonSubject

export function toComparisonId(kind: ComparisonKind, connection: ConnectionId): ComparisonId {
  return `${kind}@${connection}`
}
