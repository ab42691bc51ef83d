import type { ByteText } from '../redis/byte-text'
import type { Count } from '../redis/count'
import type { EntryId } from '../redis/entry-id'
import type { Fact } from './fact'
import type { StreamRef } from './stream-ref'
import type { BreakerState } from './worker-state'

/** One row of the Pending Entries List (XPENDING, extended form). */
export interface PendingRow {
  id: EntryId
  /** The owner; an empty name is legal in Redis. `undefined`: no owner (XNACK, 8.8). */
  consumer?: ByteText
  /** Milliseconds since the last delivery at `PendingWindow.at`, by the server's clock; -1 when it was released. */
  idle: number
  deliveries: Count
  /** The entry is no longer in the stream. `undefined` while not checked. */
  gone?: boolean
}

/** The oldest pending rows of a group, as far as one bounded page reaches. */
export interface PendingWindow {
  rows: PendingRow[]
  /** True when `rows` is the whole list. */
  complete: boolean
  at: number
}

export interface ConsumerFacts {
  name: ByteText
  pending: number
  /** Milliseconds since its last attempt (7.2 and later) or last success (before); at the time of the reading. */
  idle: number
  /** Milliseconds since its last success, -1 for never. `undefined` before 7.2. */
  inactive?: number
}

export interface GroupFacts {
  name: ByteText
  /** The server's count of the whole PEL. */
  pending: number
  lastDeliveredId: EntryId
  entriesRead: Fact<Count>
  /** What the server calls lag. May be nil, and on some versions wrong after trims and deletes. */
  lag: Fact<Count>
  /** Entries after last-delivered-id by our own count, where it was affordable. */
  undelivered: Fact<Count>
  consumers: ConsumerFacts[]
  window: PendingWindow
}

/** One atomic reading of a stream (MULTI), or several reads when the user may not use MULTI. */
export type StreamReading =
  | {
      kind: 'present'
      /** Host wall clock, milliseconds. */
      at: number
      atomic: boolean
      length: number
      /** Undefined before 7.0. */
      entriesAdded: Fact<Count>
      /** Undefined while read sparingly: only replies that carry whole entries tell it. */
      lastGeneratedId?: EntryId
      maxDeletedId?: EntryId
      firstId?: EntryId
      /** The newest ids, newest first, at most TAPE_LENGTH. Empty when entries are too large to read often. */
      tail: EntryId[]
      /** Sorted by name. */
      groups: GroupFacts[]
      /** Groups beyond what is read at this rate. */
      groupsOmitted: number
      /** Set when entries are large and the stream is read sparingly (TRUST O5). */
      sparing?: string
      /** Set when the user may not ask something of groups: what is empty then is unknown (TRUST L18). */
      refused?: string
    }
  | { kind: 'missing'; at: number }
  | { kind: 'not-a-stream'; at: number; type: string }
  | { kind: 'no-permission'; at: number; needs: string }
  | { kind: 'failed'; at: number; message: string }

export const TAPE_LENGTH = 64

/** What was seen to happen in a group since it is watched, by our own workers and commands. */
export interface GroupTally {
  delivered: number
  redelivered: number
  acked: number
  /** XACKs that answered 0: the id was not pending any more. */
  ackedNothing: number
  failed: number
  claimed: number
  /** Ids that a claim found deleted and dropped from the PEL. */
  droppedByClaim: number
  /** Acked without work. */
  skipped: number
  /** Of these, because the handler is not subscribed to their type, or the subscription is switched off: no effect was wanted. */
  unsubscribed: number
  /** Moved to the dead letters. */
  deadLettered: number
}

/** One point of a chart, about a second apart. */
export interface GroupSample {
  at: number
  pending: number
  /** Entries after last-delivered-id, where that is known. */
  lag?: number
  /** Delivered since it is watched: by entries-read where the server tells it, else as seen. A rate is a difference of two samples. */
  delivered: number
  /** Gone from pending since it is watched: as seen, or delivered less pending where the server tells entries-read. */
  acked: number
  /** Age of the oldest pending row, milliseconds. */
  oldestIdle?: number
  /** Delivery latency of our own consumers in this second, milliseconds. */
  latencyP50?: number
  latencyP95?: number
  latencyP99?: number
}

/**
 * What a stream has, in a new epoch, of what it was: `all` that was seen of it; `none` of it, so that every entry is newer than
 * those of before; or nobody knows how much.
 */
export type EpochKept = 'all' | 'none' | 'unknown'

/** A group whose stream did not keep all that it had. */
export interface BegunAnew {
  /** Host wall clock of the first reading of the epoch. */
  at: number
  /** A sentence. */
  why: string
  kept: Exclude<EpochKept, 'all'>
  /** What was still to be done when the stream was last read before. */
  open: Fact<Count>
  /** The newest entry of before that is known of. */
  lastBefore?: EntryId
  /** Of kept none: the first entry of this epoch, where every one of before is older. Absent while there is none. */
  first?: EntryId | 'unknown'
}

export interface GroupState {
  name: ByteText
  /** Last facts from the server; undefined until first read. */
  facts?: GroupFacts
  /** The group was there and is not any more. */
  vanishedAt?: number
  /** The newest reading up to which it is proven that no entry left the stream before this group was given it. */
  noneLostAt?: number
  tally: GroupTally
  /** The tally as far as it had been told at the last reading: reports come up to 50 ms late, never early. */
  tallyRead?: GroupTally
  /** The tally when the stream or the group began anew: that was of entries which its counters do not count any more. */
  tallyBefore?: GroupTally
  /** The stream began anew while this group was watched, and not all of it was kept. */
  anew?: BegunAnew
  samples: GroupSample[]
  sweeper?: SweeperState
  /** The circuit breaker of its handler, as last found. */
  breaker?: BreakerState & { handler: string }
}

/** The claim sweeper of a group: XAUTOCLAIM on an interval. */
export interface SweeperState {
  enabled: boolean
  intervalMs: number
  minIdleMs: number
  count: number
  /** Who receives what it claims. */
  consumer: ByteText
  lastRun?: { at: number; claimed: number; dropped: number; message?: string }
}

/** Letters of one handler; of those that name none where `handler` is absent. */
export interface LetterCount {
  handler?: ByteText
  count: number
}

export interface StreamState {
  ref: StreamRef
  reading?: StreamReading
  /** The last `present` reading, kept while the stream cannot be read so that a stale picture can be shown as stale. */
  lastPresent?: Extract<StreamReading, { kind: 'present' }>
  /** Sorted by name. An array, because `__proto__` is a legal group name. */
  groups: GroupState[]
  /** Added by our own producers and by hand since it is watched. */
  addedByUs: number
  /** Appended since it is watched, by entries-added. */
  samples: { at: number; added: number; length: number }[]
  /** Of a dead-letter stream that handlers share: all that lies there, counted by handler. True while length and newest id are these. */
  letters?: { length: number; newest: EntryId; counts: readonly LetterCount[] }
  /** Rises when the same id may mean another entry (TRUST I6). */
  epoch: number
}

export const SAMPLE_LIMIT = 300
