import type { DeliveryCursor, DeliveryRecord, DeliveryStatus, OpenDelivery } from '@shared/model/delivery-record'
import type { EffectMoment } from '@shared/model/explain-repeat'
import type { EffectCut } from '@shared/model/select-effect-tally'
import type { EntryId } from '@shared/redis/entry-id'

/** What the work on an entry does to the outside world: one row of the ledger. */
export interface EffectRow {
  kind: string
  /** What it is for, e.g. an order id; the entry's id when the entry names nothing. */
  key: string
}

/** One entry in one group of one lab. */
export interface DeliveryRef {
  lab: string
  group: string
  id: EntryId
}

/** What the entry itself says, for the table of events. */
export interface EventFacts {
  stream: string
  type: string
  source: string
  correlationId: string
  payload: string
}

/**
 * What consumers ask of the ledger. Each request is one transaction. The order of the answers is the order of the
 * requests, and what was asked is carried out also when the asker dies meanwhile: as with any database server.
 */
export type LedgerRequest =
  /** Entry id and effect in one transaction: the effect happens when the id is new, and not again. */
  | { kind: 'apply'; ref: DeliveryRef; consumer: string; handler: string; effect: EffectRow; event: EventFacts }
  /** The effect alone, however often it is asked for. */
  | { kind: 'effect'; ref: DeliveryRef; consumer: string; handler: string; effect: EffectRow; event: EventFacts }
  /** The entry id alone: done. */
  | { kind: 'mark'; ref: DeliveryRef }
  | { kind: 'seen'; ref: DeliveryRef }
  /** One more attempt failed. */
  | { kind: 'failure'; ref: DeliveryRef; handler: string; error: string; event: EventFacts }
  /** When it is tried again, wall clock. */
  | { kind: 'next'; ref: DeliveryRef; at: number }
  /** Its handler is not subscribed to it: no effect is to be expected. */
  | { kind: 'unwanted'; ref: DeliveryRef }
  /** Moved to the dead letters, and settled by that. */
  | { kind: 'dead'; ref: DeliveryRef; handler: string; reason: string; deadId: EntryId; deadStream: string }
  /** How the attempts at it went so far. */
  | { kind: 'history'; ref: DeliveryRef }

export type LedgerAnswer =
  /** `apply`, `mark`: whether the id was new. `seen`: whether it is there. */
  | { kind: 'known'; before: boolean }
  | { kind: 'done' }
  /** `failure`: attempts that have failed so far, this one with them. */
  | { kind: 'attempts'; attempts: number }
  /** `history`: undefined what was never written down, which is not the same as none. */
  | { kind: 'history'; attempts: number | undefined; lastError: string | undefined }

export interface EffectCount {
  lab: string
  group: string
  /** Entries with exactly one effect, and with more. */
  once: number
  more: number
  /** Effects in all. */
  effects: number
}

export interface EffectTableRow {
  n: number
  at: number
  lab: string
  group: string
  consumer: string
  handler: string
  id: EntryId
  kind: string
  key: string
  /** Which effect of this entry in this group it is: 1 for the first. */
  nth: number
  /** Another entry that had had the same effect for the same thing. */
  earlier: EntryId | undefined
}

/** An effect that happened although another had: of the same entry, or of another one that is for the same thing. */
export interface RepeatRow {
  n: number
  group: string
  first: EffectMoment
  second: EffectMoment
  /** Of the second's entry, as JSON. */
  payload: string
}

export interface EventTableRow {
  lab: string
  stream: string
  id: EntryId
  type: string
  source: string
  correlationId: string
  payload: string
  createdAt: number
  processedAt: number | undefined
}

/** Where a page of events begins: after this row. */
export interface EventCursor {
  id: EntryId
  stream: string
}

/** What the host asks of the ledger, and a consumer as it begins. */
export type LedgerQuery =
  | { kind: 'count'; lab?: string }
  | { kind: 'accounted'; lab: string; cuts: { group: string; cut: EffectCut }[] }
  | { kind: 'effects'; lab: string; group?: string | undefined; onlyRepeated: boolean; before?: number | undefined; limit: number }
  /** The newest effects that happened again. */
  | { kind: 'repeats'; lab: string; limit: number }
  | { kind: 'effects-of'; lab: string; group: string; ids: EntryId[] }
  /** `open`: what the host knows of entries of which the ledger may have no row. */
  | { kind: 'deliveries'; lab: string; status?: DeliveryStatus | undefined; before?: DeliveryCursor | undefined; limit: number; open: OpenDelivery[] }
  | { kind: 'events'; lab: string; before?: EventCursor | undefined; limit: number }
  /** What is to be tried again, and when. */
  | { kind: 'planned'; lab: string; group: string }
  | { kind: 'forget'; lab: string }

export interface LedgerResults {
  count: EffectCount[]
  /** By group, of the entries that the cut takes for settled: how many have an effect, are dead-lettered, or wanted none. */
  accounted: { group: string; entries: number }[]
  effects: EffectTableRow[]
  repeats: RepeatRow[]
  'effects-of': { id: EntryId; effects: number }[]
  deliveries: DeliveryRecord[]
  events: EventTableRow[]
  /** `at`: wall clock. */
  planned: { id: EntryId; at: number }[]
  forget: undefined
}

/** Over the port of one consumer, or of the host. */
export type ToLedger = { call: number; requests: LedgerRequest[] } | { call: number; query: LedgerQuery }
export type FromLedger = { call: number; answers: LedgerAnswer[] } | { call: number; result: LedgerResults[LedgerQuery['kind']] } | { call: number; failure: string }
