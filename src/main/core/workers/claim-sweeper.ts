import type { Clock } from '@shared/lib/clock'
import type { GroupRef } from '@shared/model/stream-ref'
import type { SweeperState } from '@shared/model/stream-state'
import { IDS_PER_EVENT } from '@shared/model/workbench-event'
import type { ByteText } from '@shared/redis/byte-text'
import { toEntryId, ZERO_ID, type EntryId } from '@shared/redis/entry-id'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import { toArgument } from '../redis/bytes'
import type { Connection } from '../redis/dispatcher'
import { GuardError, NoReplyError, ServerError, type Reply } from '../redis/reply'

export interface ClaimSweeperOptions {
  group: GroupRef
  settings: Omit<SweeperState, 'lastRun'>
  connection: () => Connection
  sink: EventSink
  clock: Clock
  /** The consumer of ours that takes what is claimed: the wanted one if it runs, else another of the group that does. */
  pickReceiver(wanted: ByteText): ByteText | undefined
  onClaimed(consumer: ByteText, ids: EntryId[]): void
}

export interface ClaimSweeper {
  state(): SweeperState
  /** Claims what is due now. Runs one at a time. */
  sweep(): Promise<void>
  /** Ends a running interval; waits for the command that is under way. */
  dispose(): Promise<void>
}

/** One run looks at ten times COUNT entries per call (Redis 6.2 and later) and stops here: the next run goes on. */
const CALLS_PER_RUN = 50

interface Claimed {
  cursor: EntryId
  ids: EntryId[]
  dropped: EntryId[]
}

function toIds(reply: Reply | undefined): EntryId[] {
  if (!Array.isArray(reply)) return []
  return reply.filter((id): id is Buffer => Buffer.isBuffer(id)).map((id) => toEntryId(id.toString('latin1')))
}

/** The third element exists from 7.0. */
function parseClaimed(reply: Reply): Claimed {
  const parts: readonly Reply[] = Array.isArray(reply) ? reply : []
  const [cursor] = parts
  return { cursor: Buffer.isBuffer(cursor) ? toEntryId(cursor.toString('latin1')) : ZERO_ID, ids: toIds(parts[1]), dropped: toIds(parts[2]) }
}

/**
 * The claim sweeper of one group: XAUTOCLAIM on an interval, in the name of a running consumer of ours, which then
 * reads its own pending entries. JUSTID, so that the rescue counts as one delivery (that reading) and not as two, and
 * so that payloads do not travel to somebody who does not look at them.
 */
export function createClaimSweeper(options: ClaimSweeperOptions): ClaimSweeper {
  const { group, settings, sink, clock } = options
  const life = new AbortController()
  let state: SweeperState = settings
  let cursor: EntryId = ZERO_ID
  let current: Promise<void> | undefined

  function finish(claimed: number, dropped: number, message?: string): void {
    state = { ...state, lastRun: { at: clock.now(), claimed, dropped, ...(message !== undefined && { message }) } }
    sink.append({ kind: 'sweeper-changed', group, sweeper: state })
  }

  async function claimOnce(consumer: ByteText): Promise<Claimed> {
    const reply = await options.connection().writer.send(
      ['XAUTOCLAIM', toArgument(group.key), toArgument(group.group), toArgument(consumer), String(state.minIdleMs), cursor, 'COUNT', String(state.count), 'JUSTID'],
      { by: 'sweeper', who: group.group }
    )
    return parseClaimed(reply)
  }

  async function claimAll(consumer: ByteText): Promise<void> {
    let claimed = 0
    let dropped = 0
    try {
      for (let call = 0; call < CALLS_PER_RUN && !life.signal.aborted; call++) {
        const found = await claimOnce(consumer)
        cursor = found.cursor
        claimed += found.ids.length
        dropped += found.dropped.length
        if (found.ids.length + found.dropped.length > 0) {
          sink.append({ kind: 'entries-claimed', group, consumer, by: 'sweeper', dropped: found.dropped, evidence: 'seen', count: found.ids.length, ids: found.ids.slice(0, IDS_PER_EVENT) })
        }
        if (found.ids.length > 0) options.onClaimed(consumer, found.ids)
        if (cursor === ZERO_ID) break
      }
      finish(claimed, dropped, consumer === state.consumer ? undefined : `${state.consumer} does not run: what is claimed goes to ${consumer}.`)
    } catch (error) {
      if (!(error instanceof ServerError || error instanceof NoReplyError || error instanceof GuardError || error instanceof Fault)) throw error
      cursor = ZERO_ID
      finish(claimed, dropped, error.message)
    }
  }

  async function sweepOnce(): Promise<void> {
    const receiver = options.pickReceiver(state.consumer)
    if (receiver === undefined) return finish(0, 0, 'No consumer of ours runs in this group: nobody could take what is claimed.')
    await claimAll(receiver)
  }

  function sweep(): Promise<void> {
    current ??= sweepOnce().finally(() => {
      current = undefined
    })
    return current
  }

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      await clock.sleep(state.intervalMs, life.signal)
      if (!life.signal.aborted) await sweep()
    }
  }

  sink.append({ kind: 'sweeper-changed', group, sweeper: state })
  if (state.enabled) void run()

  return {
    state: () => state,
    sweep,
    async dispose() {
      life.abort()
      await current
    }
  }
}
