import type { Clock } from '@shared/lib/clock'
import { findBurials } from '@shared/metrics/letter-streams'
import { fromStreamId, type ConnectionId, type StreamId } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import { Fault } from '../fault'
import type { EventLog } from '../live/event-log'
import type { Connection } from '../redis/dispatcher'
import { createLetterCounter, type LetterCounter } from './letter-counter'

export interface LetterCountsOptions {
  log: Pick<EventLog, 'current' | 'append'>
  connection: (id: ConnectionId) => Connection
  clock: Clock
}

/** Counts by handler what lies in dead-letter streams that several handlers share, whenever it has changed. */
export interface LetterCounting {
  dispose(): void
}

const EVERY_MS = 1000

/** Streams that more than one group of ours moves dead letters to. The length of the others says it all. */
function listShared(state: WorkbenchState): StreamId[] {
  const groups = new Map<StreamId, number>()
  for (const { to } of findBurials(state)) groups.set(to, (groups.get(to) ?? 0) + 1)
  return [...groups].filter(([, count]) => count > 1).map(([id]) => id)
}

/** What changes when letters come or go; undefined while the stream cannot be read, or its entries are too large to. */
function markOf(state: WorkbenchState, id: StreamId): string | undefined {
  const stream = state.streams[id]
  if (stream?.reading?.kind !== 'present' || stream.reading.sparing !== undefined || state.connections[stream.ref.connection]?.status.kind !== 'ready') return undefined
  const { length, tail } = stream.reading
  return JSON.stringify([stream.epoch, length, tail[0] ?? null])
}

export function createLetterCounting({ log, connection, clock }: LetterCountsOptions): LetterCounting {
  const life = new AbortController()
  const counters = new Map<StreamId, { epoch: number; counter: LetterCounter; counted: string | undefined }>()

  async function count(id: StreamId): Promise<void> {
    const state = log.current()
    const mark = markOf(state, id)
    if (mark === undefined) return
    const ref = fromStreamId(id)
    const epoch = state.streams[id]?.epoch ?? 0
    const known = counters.get(id)
    // After a new epoch the same id may be another letter.
    const entry = known?.epoch === epoch ? known : { epoch, counter: createLetterCounter(connection(ref.connection), ref), counted: undefined }
    counters.set(id, entry)
    if (entry.counted === mark) return
    const counts = await entry.counter.step()
    if (counts === undefined || life.signal.aborted) return
    entry.counted = mark
    log.append({ kind: 'letters-counted', stream: ref, letters: counts })
  }

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      await clock.sleep(EVERY_MS, life.signal)
      const shared = listShared(log.current())
      for (const id of counters.keys()) if (!shared.includes(id)) counters.delete(id)
      for (const id of shared) {
        try {
          if (!life.signal.aborted) await count(id)
        } catch (error) {
          // The server went, or refuses: what is not counted is unknown, and the next look tries anew.
          if (!(error instanceof Fault)) throw error
          counters.delete(id)
        }
      }
    }
  }
  void run()

  return { dispose: () => life.abort() }
}
