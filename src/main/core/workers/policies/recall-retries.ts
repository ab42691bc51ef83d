import type { Clock } from '@shared/lib/clock'
import type { LedgerClient } from '../../ledger/ledger-client'
import type { LoopConnection } from '../loop-connection'
import type { PolicyCommands } from './policy-commands'
import { readOwnAmong } from './read-own-among'
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

export function createRecallRetries({ lab, group, commands, retries, ledger, clock }: RecallRetriesOptions): RecallRetries {
  return async (server) => {
    const planned = new Map((await ledger?.query({ kind: 'planned', lab, group }))?.map(({ id, at }) => [id, at]))
    for (const id of await readOwnAmong(server, commands, planned.keys())) {
      const at = planned.get(id)
      if (at !== undefined) retries.plan(id, clock.monotonic() + Math.max(0, at - clock.now()))
    }
  }
}
