import type { MessagePort } from 'node:worker_threads'
import type { EntryId } from '@shared/redis/entry-id'
import type { ByteText } from '@shared/redis/byte-text'
import type { SkipReason } from '@shared/model/workbench-event'
import type { BreakerState, ConsumerSettings, Gate, PausedReading, ProducerSettings } from '@shared/model/worker-state'
import type { WorkReport } from '@shared/metrics/work-tally'
import type { ConnectionState } from '@shared/model/connection-state'
import type { SocketTarget } from '../redis/dispatcher'
import type { ControlBlock } from './control-block'
import type { Holding } from './held-entries'

/** What the host hands to a new thread. It never leaves the process; `target` holds the secrets of the connection. */
export interface ThreadStart {
  role: RoleStart
  target: SocketTarget
  /** CLIENT SETNAME. */
  socketName: string
  key: ByteText
  block: ControlBlock
  /** Seed of its chance: processing times, failures, payloads, jitter. */
  seed: number
  /** The write mode as it was at the start: keys that are no lab ground need it to be armed. */
  rights: Pick<ConnectionState, 'kind' | 'mode' | 'labsAllowed' | 'environment'>
  /** Whether the time in an id and this machine's clock are the same clock, so that their difference is a latency. */
  sameClock: boolean
}

export type RoleStart = ConsumerStart | ProducerStart

export interface ConsumerStart {
  kind: 'consumer'
  group: ByteText
  name: ByteText
  settings: ConsumerSettings
  /** Whose rows of the ledger are its own; its stream's key where there is no lab. */
  lab: string
  /** Where its effects go. Transferred. */
  ledger: MessagePort | undefined
}

export interface ProducerStart {
  kind: 'producer'
  name: string
  settings: ProducerSettings
}

/** Host to thread. Orders that must work at once are in the control block as well; `look` says that it changed. */
export type HostMessage =
  | { kind: 'look' }
  | { kind: 'freeze' }
  | { kind: 'stop' }
  /** From its next turn on its socket goes there. */
  | { kind: 'reroute'; target: SocketTarget }
  /** Entries were claimed in its name: read own pending entries at the next turn. */
  | { kind: 'rescue' }
  /** Ids that now belong to another consumer. */
  | { kind: 'taken-away'; ids: EntryId[] }
  | { kind: 'configure-consumer'; settings: ConsumerSettings }
  | { kind: 'configure-producer'; settings: ProducerSettings }

/** What the loop says of itself. `gate` is read from the control block by the host. */
export type ThreadStatus =
  | { kind: 'running' }
  | { kind: 'held'; gate: Gate }
  | { kind: 'frozen' }
  /** `blocked`: it waits inside XREADGROUP and wants to be woken. */
  | { kind: 'stopping'; blocked: boolean }
  | { kind: 'reconnecting'; message: string }
  /** Its last words: it closes its socket and ends. */
  | { kind: 'ended' }
  | { kind: 'parked'; why: string; next: string }
  /** It stands at the gate at which it is to be crashed and will not run another line. */
  | { kind: 'at-crash-gate'; gate: Gate }

/** A failed entry that will be tried again. */
export interface RetryPlan {
  id: EntryId
  attempts: number
  of: number
  /** Wall clock, milliseconds. */
  at: number
  error: string
}

/** Exact count; at most IDS_PER_EVENT ids; wall clock of the first. */
export interface IdTally {
  count: number
  ids: EntryId[]
  at: number
}

/** Commands of one shape since the last report. */
export interface CommandTally {
  command: string[]
  omitted: number
  outcome: 'ok' | 'failed' | 'unknown' | 'refused-by-sluice'
  reply: string
  tookMs: number
  times: number
}

/** One message from a thread: everything since the one before. Absent means nothing of the kind happened. */
export interface ThreadReport extends WorkReport {
  status?: ThreadStatus
  /** CLIENT ID of its socket, after each connect. */
  clientId?: string
  /** It has waited inside XREADGROUP for longer than it asked for, and wants to be woken. */
  overdue?: true
  delivered?: IdTally
  again?: IdTally
  acked?: IdTally & { nothing: number }
  /** A tally for each reason. */
  failed?: (IdTally & { why: string })[]
  skipped?: (IdTally & { why: SkipReason })[]
  deadLettered?: (IdTally & { to: ByteText; why: string })[]
  claimed?: IdTally & { dropped: EntryId[] }
  retries?: RetryPlan[]
  /** Each change, in order: one that closes again at once must be seen to have been open. */
  breaker?: BreakerState[]
  /** `false`: reads again. */
  paused?: PausedReading | false
  added?: IdTally & { lastId: EntryId }
  /** Reads that were answered, and how many of them with nothing. */
  reads?: { count: number; empty: number }
  /** Not added: another delivery of the event holds its lock, or the server has it already. */
  duplicates?: number
  inFlight?: Holding
  /** Gates passed, when there were few enough to be seen one by one. */
  gates?: { gate: Gate; id?: EntryId }[]
  /** Milliseconds from the time in the id to its receipt. */
  latencies?: number[]
  errors?: number
  unknownOutcomes?: number
  commands?: CommandTally[]
  notice?: { level: 'info' | 'warning' | 'error'; text: string; next?: string }
}
