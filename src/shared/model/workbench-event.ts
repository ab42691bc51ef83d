import type { ByteText } from '../redis/byte-text'
import type { EntryId } from '../redis/entry-id'
import type { Alert } from './alert'
import type { ComparisonId, ComparisonState } from './comparison-state'
import type { ConnectionState, ObserverCost } from './connection-state'
import type { ConnectionId, GroupRef, StreamRef } from './stream-ref'
import type { EpochKept, GroupSample, StreamReading, StreamState, SweeperState } from './stream-state'
import type { BreakerState, Gate, LabId, LabState, WorkerId, WorkerState } from './worker-state'

/**
 * Entries that something happened to. `count` is exact. `ids` names them, oldest first, and is cut at IDS_PER_EVENT
 * when there were more, so that a burst cannot flood the feed: what is drawn one by one is what is named here.
 */
export interface Batch {
  count: number
  ids: EntryId[]
  /** Host wall clock when it happened to the first of them, where its reporter knows: a report may come 50 ms later. */
  at?: number
}

export const IDS_PER_EVENT = 64

/** Seen on our own wire, or inferred from the difference of two readings. They are drawn differently. */
export type Evidence = 'seen' | 'inferred'

/** Why an entry was acked without work: its effect was there already, or its handler is not subscribed to its type. */
export type SkipReason = 'done-before' | 'not-subscribed' | 'switched-off'

/** Everything that can change the picture. The model is a pure fold of these (rule M1). */
export type WorkbenchEvent =
  | { kind: 'connection-changed'; connection: ConnectionState }
  | { kind: 'connection-removed'; id: ConnectionId }
  | { kind: 'observer-cost'; id: ConnectionId; cost: ObserverCost }
  | { kind: 'stream-watched'; stream: StreamRef }
  | { kind: 'stream-unwatched'; stream: StreamRef }
  | { kind: 'stream-read'; stream: StreamRef; reading: StreamReading }
  | { kind: 'stream-sampled'; stream: StreamRef; at: number; added: number; length: number }
  | { kind: 'group-sampled'; group: GroupRef; sample: GroupSample }
  /** Ids may now mean other entries, or what was known is gone: the server restarted, the key was recreated. */
  | { kind: 'epoch-changed'; stream: StreamRef; epoch: number; why: string; kept: EpochKept; at: number }
  /** `source`: the sender that an intake was told. */
  | ({ kind: 'entries-added'; stream: StreamRef; by: WorkerId | 'hand' | 'intake' | 'other'; evidence: Evidence; source?: string } & Batch)
  | ({ kind: 'entries-delivered'; group: GroupRef; consumer: ByteText; worker?: WorkerId; again: boolean; evidence: Evidence } & Batch)
  | ({ kind: 'entries-acked'; group: GroupRef; consumer?: ByteText; worker?: WorkerId | 'hand'; nothing: number; evidence: Evidence } & Batch)
  | ({ kind: 'entries-failed'; group: GroupRef; consumer: ByteText; worker: WorkerId; why: string } & Batch)
  /** Acked without work. */
  | ({ kind: 'entries-skipped'; group: GroupRef; consumer: ByteText; worker: WorkerId; why: SkipReason } & Batch)
  /** XADD to the dead letters and XACK in one MULTI. */
  | ({ kind: 'entries-dead-lettered'; group: GroupRef; consumer: ByteText; worker: WorkerId; to: ByteText; why: string } & Batch)
  /** A failed entry will be tried again. */
  | { kind: 'retry-planned'; group: GroupRef; consumer: ByteText; worker: WorkerId; id: EntryId; attempts: number; of: number; retryAt: number; error: string }
  /** All of a dead-letter stream, by handler. */
  | { kind: 'letters-counted'; stream: StreamRef; letters: NonNullable<StreamState['letters']> }
  | { kind: 'breaker-changed'; group: GroupRef; handler: string; breaker: BreakerState }
  /** `dropped`: ids whose entry was gone, which the claim removed from the PEL. */
  | ({ kind: 'entries-claimed'; group: GroupRef; consumer: ByteText; by: 'sweeper' | 'hand' | 'other' | 'worker'; dropped: EntryId[]; evidence: Evidence } & Batch)
  | { kind: 'sweeper-changed'; group: GroupRef; sweeper: SweeperState }
  | { kind: 'worker-changed'; worker: WorkerState }
  | { kind: 'worker-removed'; id: WorkerId }
  | { kind: 'gate-reached'; worker: WorkerId; gate: Gate; id?: EntryId }
  | { kind: 'lab-changed'; lab: LabState }
  | { kind: 'lab-removed'; id: LabId }
  | { kind: 'comparison-changed'; comparison: ComparisonState }
  | { kind: 'comparison-removed'; id: ComparisonId }
  /** All alerts there are now. */
  | { kind: 'alerts-changed'; alerts: Alert[] }
  | { kind: 'notice'; level: 'info' | 'warning' | 'error'; text: string; next?: string; stream?: StreamRef; connection?: ConnectionId }

export type WorkbenchEventKind = WorkbenchEvent['kind']

/** An event with its place in the log. */
export interface LoggedEvent {
  /** Rises by one; starts at 1 with each start of the host. */
  seq: number
  /** Host wall clock, milliseconds. */
  at: number
  event: WorkbenchEvent
}
