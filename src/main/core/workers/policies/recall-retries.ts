import type { Clock } from '@shared/lib/clock'
import { compareEntryIds, nextEntryId, toEntryId, type EntryId } from '@shared/redis/entry-id'
import type { LedgerClient } from '../../ledger/ledger-client'
import type { Reply } from '../../redis/reply'
import type { LoopConnection } from '../loop-connection'
import type { PolicyCommands } from './policy-commands'
import type { RetrySchedule } from './retry-schedule'

export interface RecallRetriesOptions {
  lab: string
  group: string
  commands: PolicyCommands
  retries: RetrySchedule
  ledger: LedgerClient | undefined
  clock: Clock
}

/**
 * The times at which failed entries are tried again outlive the consumer that planned them: the ledger keeps them. Takes up those of
 * entries that this consumer holds, by the server: its own from before a crash, and others' that were claimed for it.
 */
export interface RecallRetries {
  (server: LoopConnection): Promise<void>
}

const PAGE = 1000

function parseIds(reply: Reply): EntryId[] {
  if (!Array.isArray(reply)) return []
  return reply.flatMap((row) => (Array.isArray(row) && Buffer.isBuffer(row[0]) ? [toEntryId(row[0].toString('latin1'))] : []))
}

export function createRecallRetries({ lab, group, commands, retries, ledger, clock }: RecallRetriesOptions): RecallRetries {
  return async (server) => {
    const planned = new Map((await ledger?.query({ kind: 'planned', lab, group }))?.map(({ id, at }) => [id, at]))
    const ids = [...planned.keys()].sort(compareEntryIds)
    const last = ids.at(-1)
    let from = ids[0]
    while (last !== undefined && from !== undefined && compareEntryIds(from, last) <= 0) {
      const held = parseIds(await server.send(commands.ownPending(from, last, PAGE)))
      for (const id of held) {
        const at = planned.get(id)
        if (at !== undefined) retries.plan(id, clock.monotonic() + Math.max(0, at - clock.now()))
      }
      const end = held.at(-1)
      from = held.length < PAGE || end === undefined ? undefined : nextEntryId(end)
    }
  }
}
