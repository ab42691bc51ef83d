import type { RescueRow } from '@shared/contract/faults'
import type { GroupRef } from '@shared/model/stream-ref'
import { IDS_PER_EVENT } from '@shared/model/workbench-event'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import { Fault } from '../../fault'
import type { EventSink } from '../../live/event-log'
import type { Connection, Dispatcher } from '../../redis/dispatcher'
import { toPendingCommand } from '../pending-command'
import { readPendingFrom, readPendingRows } from '../read-pending'
import { outcomeOfError, sendForOutcome } from '../to-outcome'

export interface RescueTwiceOptions {
  connection: Connection
  sink: EventSink
  group: GroupRef
  first: ByteText
  second: ByteText
  minIdleMs: number
  count: number
  /** The claimed entries are taken up by whoever of ours received them. */
  onClaimed: (group: GroupRef, consumer: ByteText, ids: EntryId[]) => void
}

type Answer = RescueRow['first']

async function rescue(writer: Dispatcher, options: RescueTwiceOptions, consumer: ByteText, ids: readonly EntryId[]): Promise<Map<EntryId, Answer>> {
  const answers = new Map<EntryId, Answer>()
  for (const id of ids) {
    const command = toPendingCommand(options.group, { kind: 'claim', ids: [id], consumer, minIdleMs: options.minIdleMs, justId: false })
    const result = await sendForOutcome(writer, command, { by: 'hand', who: 'rescuer' })
    if ('outcome' in result) answers.set(id, result.outcome.kind)
    // Before 7.0 a claim of an entry that is gone answers nil.
    else answers.set(id, Array.isArray(result.reply) && result.reply.some((entry) => entry !== null) ? 'got' : 'nothing')
  }
  return answers
}

type Writer = Awaited<ReturnType<Connection['openWriter']>>

/** Both or none. */
async function openBoth(connection: Connection): Promise<[Writer, Writer]> {
  const [one, other] = await Promise.allSettled([connection.openWriter('rescuer-1'), connection.openWriter('rescuer-2')])
  if (one.status === 'fulfilled' && other.status === 'fulfilled') return [one.value, other.value]
  for (const each of [one, other]) if (each.status === 'fulfilled') await each.value.close()
  throw one.status === 'rejected' ? one.reason : (other as PromiseRejectedResult).reason
}

async function readOwners(connection: Connection, group: GroupRef, ids: EntryId[]): ReturnType<typeof readPendingRows> {
  try {
    return await readPendingRows(connection, group, ids)
  } catch {
    throw new Fault('server-error', 'Both have claimed what they could, and who owns what now could not be read.', 'Look at the pending list once the connection is back.')
  }
}

/**
 * Two rescuers at once, each on a socket of its own: one claims from the oldest on, the other from the newest, one id
 * after the other, until both have tried all. A claim sets the idle time of an entry to 0, so min-idle-time lets exactly one win each; with
 * 0 both do, one after the other. Throws Fault: not-possible-now, not-connected.
 */
export async function rescueTwice(options: RescueTwiceOptions): Promise<{ command: string[]; rows: RescueRow[] }> {
  const { connection, group, first, second, minIdleMs, count, sink } = options
  if (first === second) throw new Fault('bad-input', 'Two rescuers need two names.', 'Choose another for one of them.')
  try {
    const ids = (await readPendingFrom(connection, group, '0-0')).filter((row) => minIdleMs === 0 || row.idle === -1 || row.idle >= minIdleMs).slice(0, count).map((row) => row.id)
    if (ids.length === 0) throw new Fault('not-possible-now', 'Nothing in this group has been pending for so long.', 'Wait until it has, let the clock pass where it can be moved, or take a shorter min-idle-time.')
    const writers = await openBoth(connection)
    try {
      const [gotOne, gotOther] = await Promise.all([rescue(writers[0].writer, options, first, ids), rescue(writers[1].writer, options, second, [...ids].reverse())])
      // Told before anything more is asked: what was claimed is claimed, whatever becomes of the rest.
      for (const [consumer, got] of [[first, gotOne], [second, gotOther]] as const) {
        const won = ids.filter((id) => got.get(id) === 'got')
        if (won.length === 0) continue
        sink.append({ kind: 'entries-claimed', group, consumer, by: 'hand', dropped: [], evidence: 'seen', count: won.length, ids: won.slice(0, IDS_PER_EVENT) })
        options.onClaimed(group, consumer, won)
      }
      const owners = new Map((await readOwners(connection, group, ids)).map((row) => [row.id, row]))
      const rows = ids.map((id): RescueRow => {
        const owner = owners.get(id)
        return {
          id, first: gotOne.get(id) ?? 'nothing', second: gotOther.get(id) ?? 'nothing',
          ...(owner?.consumer !== undefined && { owner: owner.consumer }), ...(owner !== undefined && { deliveries: Number(owner.deliveries) })
        }
      })
      return { command: toPendingCommand(group, { kind: 'claim', ids: ids.slice(0, 1), consumer: first, minIdleMs, justId: false }), rows }
    } finally {
      await Promise.all(writers.map((each) => each.close()))
    }
  } catch (error) {
    if (error instanceof Fault) throw error
    const { kind, message, next } = outcomeOfError(error)
    throw new Fault(kind === 'unknown' ? 'outcome-unknown' : 'server-error', message, next)
  }
}
