import type { StreamRef } from '@shared/model/stream-ref'
import { TAPE_LENGTH } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { toArgument } from '../redis/bytes'
import type { Argument } from '../redis/dispatcher'
import { createRound, type Round } from './round'
import { COUNT_LIMIT } from './undelivered'

/** Groups read in detail; the rest is only counted (TRUST F28). */
export const DETAILED_GROUPS = 200

/** Payload of the tape that one reading may carry: four readings a second stay far under 1 MB/s (TRUST O4). */
const TAIL_BYTES = 64 * 1024

/** Entries of this size on average are read one by one and counted, larger ones are not. */
export const SMALL_ENTRY_BYTES = 256
export const CHECKABLE_ENTRY_BYTES = 4096

/** What the next reading asks, from what the last ones taught. */
export interface ReadingPlan {
  /** Groups to read in detail, sorted. */
  groups: readonly ByteText[]
  /** Large entries: nothing that carries payload (TRUST O5). */
  sparing: boolean
  /** Average bytes of an entry, where known. */
  entryBytes: number | undefined
  /** Pending ids whose entry is looked for. */
  check: readonly EntryId[]
  /** The group whose undelivered entries are counted this time, from its cursor on. */
  count?: { group: ByteText; after: EntryId; from: EntryId }
  /** Ask MEMORY USAGE too. */
  weigh: boolean
  /** Command names that this user may not send. One of them in a MULTI would abort all of it. */
  refused: ReadonlySet<string>
}

/** Where an answer will be; undefined for what is not asked. */
type Place = number | undefined

/** The commands of one reading, and where each answer will be. */
export interface PlannedRound {
  plan: ReadingPlan
  round: Round
  type: Place
  length: Place
  groups: number
  stream: Place
  tail: Place
  details: { name: ByteText; consumers: Place; window: Place }[]
  checks: { id: EntryId; at: Place }[]
  counted: Place
  memory: Place
}

/** Rows of the pending list per group: fewer the more groups there are, so that a reading stays bounded. */
export function windowSize(groups: number): number {
  return groups <= 10 ? 200 : groups <= 50 ? 50 : 10
}

function tailSize(entryBytes: number | undefined): number {
  if (entryBytes === undefined) return 16
  return Math.max(4, Math.min(TAPE_LENGTH, Math.floor(TAIL_BYTES / Math.max(1, entryBytes))))
}

/** Never XREADGROUP, never XPENDING IDLE, never COUNT 0 (TRUST 6d). */
export function planRound(stream: StreamRef, plan: ReadingPlan): PlannedRound {
  const round = createRound()
  const key = toArgument(stream.key)
  const rows = String(windowSize(plan.groups.length))
  const ask = (name: string, ...rest: Argument[]): Place => (plan.refused.has(name) ? undefined : round.add([name, ...rest]))
  return {
    plan,
    round,
    groups: round.add(['XINFO', 'GROUPS', key]),
    type: ask('TYPE', key),
    length: ask('XLEN', key),
    stream: plan.sparing ? undefined : ask('XINFO', 'STREAM', key),
    tail: plan.sparing ? undefined : ask('XREVRANGE', key, '+', '-', 'COUNT', String(tailSize(plan.entryBytes))),
    details: plan.groups.map((name) => {
      const group = toArgument(name)
      return { name, consumers: ask('XINFO', 'CONSUMERS', key, group), window: ask('XPENDING', key, group, '-', '+', rows) }
    }),
    checks: plan.check.map((id) => ({ id, at: ask('XRANGE', key, id, id) })),
    counted: plan.count === undefined ? undefined : ask('XRANGE', key, plan.count.from, '+', 'COUNT', String(COUNT_LIMIT)),
    memory: plan.weigh ? ask('MEMORY', 'USAGE', key) : undefined
  }
}
