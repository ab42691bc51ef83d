import type { DeadLetter, RedriveRecord } from '@shared/contract/dead-letters'
import type { EntriesPage, LifeLine, PendingPage } from '@shared/contract/streams'
import type { Clock } from '@shared/lib/clock'
import type { ConnectionId, StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import type { Count } from '@shared/redis/count'
import type { Entry } from '@shared/redis/entry'
import type { EntryId } from '@shared/redis/entry-id'
import type { Connection } from '../redis/dispatcher'
import { discoverStreams, type FoundStreams } from './discover-streams'
import type { EntryHistory } from './entry-history'
import { readDeadLetters, readRedrives, type DeadLettersQuery } from './read-dead-letters'
import { readEntries, readEntry, type EntriesQuery } from './read-entries'
import { readLifeLine } from './read-life-line'
import { readPendingPage, type PendingQuery } from './read-pending-page'

/** Reads that a person asks for. Each rejects with a Fault, and none changes anything on the server. */
export interface Queries {
  discover(input: { connection: ConnectionId; match: ByteText; cursor: string }): Promise<FoundStreams>
  entries(input: EntriesQuery): Promise<EntriesPage>
  entry(input: StreamRef & { id: EntryId }): Promise<{ entry?: Entry }>
  deadLetters(input: DeadLettersQuery): Promise<{ letters: DeadLetter[]; length: Count; next?: EntryId }>
  redrives(input: StreamRef): Promise<RedriveRecord[]>
  pending(input: PendingQuery): Promise<PendingPage>
  lifeLine(input: StreamRef & { id: EntryId }): Promise<LifeLine>
}

export interface QueriesOptions {
  /** Throws a Fault when there is no such connection. */
  connection: (id: ConnectionId) => Connection
  history: EntryHistory
  clock: Clock
}

export function createQueries({ connection, history, clock }: QueriesOptions): Queries {
  return {
    discover: async (input) => discoverStreams(connection(input.connection), input.match, input.cursor),
    entries: async (input) => readEntries(connection(input.connection), clock, input),
    async entry(input) {
      const entry = await readEntry(connection(input.connection), input, input.id)
      return entry === undefined ? {} : { entry }
    },
    deadLetters: async (input) => readDeadLetters(connection(input.connection), clock, input),
    redrives: async (input) => readRedrives(connection(input.connection), input),
    pending: async (input) => readPendingPage(connection(input.connection), clock, input),
    lifeLine: async (input) => readLifeLine(connection(input.connection), history, clock, input, input.id)
  }
}
