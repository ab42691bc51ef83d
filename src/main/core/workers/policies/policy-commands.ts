import { LAB_PREFIX } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { toArgument } from '../../redis/bytes'
import type { Command } from '../../redis/dispatcher'

/** The commands that policies add to a consumer's, with the names turned into bytes once. */
export interface PolicyCommands {
  /** XCLAIM to itself: counts as one more delivery, and gives the entry. */
  retry(ids: readonly EntryId[]): Command
  /** XCLAIM … JUSTID to itself: the idle time starts anew, the delivery count stays. */
  renew(id: EntryId): Command
  autoclaim(minIdleMs: number, cursor: EntryId, count: number): Command
  /** One row of the pending list: how often was this delivered? */
  deliveriesOf(id: EntryId): Command
  pendingSummary(): Command
  /** Rows of the pending list from one id to another, of this consumer only. */
  ownPending(from: EntryId, to: EntryId, count: number): Command
  /** The guard of one entry in this group: 1 when it was free. */
  guard(id: EntryId, ttlSeconds: number): Command
  guarded(id: EntryId): Command
  unguard(id: EntryId): Command
  unlock(eventKey: string): Command
}

/** A key of the lab's own beside its streams: locks, guards, circuits. */
export function labKey(...parts: string[]): ByteText {
  return `${LAB_PREFIX}${parts.join(':')}`
}

/** The enqueue lock of an event is given back. */
export function toUnlockCommand(eventKey: string): Command {
  return ['DEL', toArgument(labKey('lock', eventKey))]
}

export function createPolicyCommands(key: ByteText, group: ByteText, consumer: ByteText): PolicyCommands {
  const keyName = toArgument(key)
  const groupName = toArgument(group)
  const consumerName = toArgument(consumer)
  const guardKey = (id: EntryId) => toArgument(labKey('done', group, id))
  return {
    retry: (ids) => ['XCLAIM', keyName, groupName, consumerName, '0', ...ids],
    renew: (id) => ['XCLAIM', keyName, groupName, consumerName, '0', id, 'JUSTID'],
    autoclaim: (minIdleMs, cursor, count) => ['XAUTOCLAIM', keyName, groupName, consumerName, String(minIdleMs), cursor, 'COUNT', String(count)],
    deliveriesOf: (id) => ['XPENDING', keyName, groupName, id, id, '1'],
    ownPending: (from, to, count) => ['XPENDING', keyName, groupName, from, to, String(count), consumerName],
    pendingSummary: () => ['XPENDING', keyName, groupName],
    guard: (id, ttlSeconds) => ['SET', guardKey(id), '1', 'NX', 'EX', String(ttlSeconds)],
    guarded: (id) => ['EXISTS', guardKey(id)],
    unguard: (id) => ['DEL', guardKey(id)],
    unlock: toUnlockCommand
  }
}
