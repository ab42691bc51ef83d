import type { GroupRef } from '@shared/model/stream-ref'
import type { EntryId } from '@shared/redis/entry-id'

/** What to do with pending entries, defaults filled in. */
export type ResolvedPendingAction =
  | { kind: 'claim'; ids: EntryId[]; consumer: string; minIdleMs: number; justId: boolean }
  | { kind: 'autoclaim'; consumer: string; minIdleMs: number; count: number; start: EntryId }
  | { kind: 'ack'; ids: EntryId[] }

/** The command of an action, name first. The preview and the sending use this one. */
export function toPendingCommand(group: GroupRef, action: ResolvedPendingAction): string[] {
  switch (action.kind) {
    case 'claim':
      return ['XCLAIM', group.key, group.group, action.consumer, String(action.minIdleMs), ...action.ids, ...(action.justId ? ['JUSTID'] : [])]
    case 'autoclaim':
      return ['XAUTOCLAIM', group.key, group.group, action.consumer, String(action.minIdleMs), action.start, 'COUNT', String(action.count)]
    case 'ack':
      return ['XACK', group.key, group.group, ...action.ids]
  }
}
