import type { ConsumerPolicies } from '@shared/labs/lab-file'
import { toEntryId, ZERO_ID, type EntryId } from '@shared/redis/entry-id'
import type { Clock } from '@shared/lib/clock'
import type { Reply } from '../../redis/reply'
import type { LoopConnection } from '../loop-connection'
import { parseEntryList, type ReceivedEntry } from '../read-group'
import type { ThreadReporter } from '../thread-report'
import type { PolicyCommands } from './policy-commands'
import { readOwnAmong } from './read-own-among'
import type { RetrySchedule } from './retry-schedule'

export interface TakeBackOptions {
  policies: ConsumerPolicies
  commands: PolicyCommands
  retries: RetrySchedule
  /** Told of entries that were to be tried again and are this consumer's no more. */
  lost: (ids: readonly EntryId[]) => void
  report: ThreadReporter
  clock: Clock
}

/** What a turn of the loop takes back before it reads anything new: its own failed entries that are due, and others' that lie idle. */
export interface TakeBack {
  (server: LoopConnection): Promise<ReceivedEntry[]>
}

function parseIds(reply: Reply | undefined): EntryId[] {
  return Array.isArray(reply) ? reply.filter((id): id is Buffer => Buffer.isBuffer(id)).map((id) => toEntryId(id.toString('latin1'))) : []
}

export function createTakeBack({ policies, commands, retries, lost, report, clock }: TakeBackOptions): TakeBack {
  const { reclaim } = policies
  let cursor: EntryId = ZERO_ID

  /** Claimed for itself, which counts as a delivery. What somebody else has taken meanwhile is that one's, also while it works on it. */
  async function retryDue(server: LoopConnection): Promise<ReceivedEntry[]> {
    const due = retries.takeDue(clock.monotonic())
    if (due.length === 0) return []
    const own = await readOwnAmong(server, commands, due)
    const reply = own.length === 0 ? [] : await server.send(commands.retry(own))
    const again = parseEntryList(reply, true)
    const got = new Set(again.map(({ id }) => id))
    // Of an entry that is no longer in the stream XCLAIM answers nothing from 7.0 on, and takes it out of the pending list; before it answers nil and leaves it.
    const dropped = Array.isArray(reply) && reply.length < own.length ? own.filter((id) => !got.has(id)) : []
    lost([...due.filter((id) => !own.includes(id)), ...dropped])
    if (dropped.length > 0) report.claimed([], dropped)
    return again
  }

  /** One step of the scan: it looks at ten times COUNT rows at most, and goes on from there at the next turn. */
  async function claimIdle(server: LoopConnection): Promise<ReceivedEntry[]> {
    if (reclaim.by !== 'autoclaim-first') return []
    const reply = await server.send(commands.autoclaim(reclaim.minIdleMs, cursor, reclaim.count))
    const parts: readonly Reply[] = Array.isArray(reply) ? reply : []
    const [next, entries] = parts
    cursor = Buffer.isBuffer(next) ? toEntryId(next.toString('latin1')) : ZERO_ID
    const claimed = parseEntryList(entries ?? null, true)
    // The third part, ids whose entry was gone, exists from 7.0.
    const dropped = parseIds(parts[2])
    if (claimed.length + dropped.length > 0) report.claimed(claimed.map((entry) => entry.id), dropped)
    for (const { id } of claimed) retries.drop(id)
    return claimed
  }

  return async (server) => [...(await retryDue(server)), ...(await claimIdle(server))]
}
