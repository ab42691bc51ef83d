import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { ConsumerSettings } from '@shared/model/worker-state'
import { entryIdMilliseconds, type EntryId } from '@shared/redis/entry-id'
import { encodeArgument, encodeCommand, encodeCount } from '../../redis/encode-command'
import { ServerError } from '../../redis/reply'
import { createReplyScanner } from '../../redis/reply-scanner'
import type { Overdue } from '../../redis/reply-watchdog'
import type { GateKeeper } from '../gate-keeper'
import type { HeldEntries } from '../held-entries'
import type { LoopConnection } from '../loop-connection'
import type { GroupCommands } from '../read-group'
import type { ThreadReporter } from '../thread-report'
import { createReadReplies, type ReadReplies } from './read-replies'

export interface BatchTurnOptions {
  commands: GroupCommands
  held: HeldEntries
  gates: GateKeeper
  report: ThreadReporter
  clock: Clock
  stopping: AbortSignalLike
  settings: () => ConsumerSettings
  sameClock: boolean
  /** Around the time in which it waits inside XREADGROUP. */
  blocking: (on: boolean) => void
  /** How long the reply may take, and who is to be woken when it does not come. */
  patience: (blockMs: number) => { timeoutMs: number; overdue: Overdue }
}

/** One turn of a consumer at high rate: a read of new entries, and one XACK for all of it. */
export interface BatchTurn {
  take(server: LoopConnection): Promise<void>
  /** A read is under way that has to be taken before anything else is asked of this connection. */
  reading(): boolean
  /** The connection is a new one. XACK was sent for these, and its reply was lost: they are forgotten here. */
  takeUnsettled(): EntryId[]
}

const LATENCIES_PER_READ = 16
/** Of an XACK of a thousand ids, what the command log shows. */
const IDS_LOGGED = 16

/**
 * The turn of a consumer whose entries need no work: their ids are copied from the reply into the XACK, and nothing is made of
 * their fields. The gates are those of every consumer, passed once for each read.
 */
export function createBatchTurn(options: BatchTurnOptions): BatchTurn {
  const { commands, held, gates, report, clock, stopping, sameClock } = options
  const prefix = commands.acknowledge([])
  const encodedPrefix = Buffer.concat(prefix.map(encodeArgument))
  let unsettled: ReadReplies | undefined
  /** Sent right behind the last XACK, so that neither the server nor this side waits for the other in between. */
  let ahead: Promise<ReadReplies | undefined> | undefined

  async function read(server: LoopConnection): Promise<ReadReplies> {
    const { count, blockMs } = options.settings()
    const command = commands.read('>', count, blockMs)
    const replies = createReadReplies(count)
    const { timeoutMs, overdue } = options.patience(blockMs)
    const exchange = {
      sample: command, omitted: 0, bytes: encodeCommand(command), times: 1, scanner: replies.scanner,
      errors: () => [replies.error() ?? []].flat(), summary: () => (replies.count() === 0 ? '(nil)' : '1 item')
    }
    options.blocking(true)
    await server.exchange(exchange, timeoutMs, overdue)
    options.blocking(false)
    const error = replies.error()
    if (error !== undefined) throw error
    report.read(replies.count() === 0)
    return replies
  }

  function receive(replies: ReadReplies): void {
    const ids = replies.ids()
    held.receiveMany({ count: replies.count(), ids })
    report.deliveredMany(replies.count(), ids)
    if (!sameClock) return
    const now = clock.now()
    for (const id of ids.slice(0, LATENCIES_PER_READ)) {
      const added = entryIdMilliseconds(id)
      if (added !== undefined) report.latency(now - added)
    }
  }

  /** An entry that is gone is not acked, here as in every loop. */
  function leaveGone(replies: ReadReplies): void {
    for (const id of replies.gone()) {
      held.receive(id)
      report.deliveredMany(1, [id])
      held.leave(id)
      report.worked('', 'failed')
      report.failed(id, 'The entry is no longer in the stream.')
    }
  }

  async function acknowledge(server: LoopConnection, replies: ReadReplies): Promise<void> {
    const ids = replies.ids()
    const count = replies.count()
    await gates.pass('G5', ids[0])
    unsettled = replies
    const shown = ids.slice(0, IDS_LOGGED)
    let removed: string | undefined
    let refused: ServerError | undefined
    const scanner = createReplyScanner({
      list: () => undefined,
      bulk: () => false,
      bytes: () => undefined,
      line(text) {
        if (text.startsWith('-')) refused = new ServerError(text.slice(1))
        else removed = text.slice(1)
      }
    }, 1)
    const sent = server.exchange({
      sample: [...prefix, ...shown], omitted: count - shown.length, times: 1, scanner,
      bytes: Buffer.concat([encodeCount(prefix.length + count), encodedPrefix, replies.encodedIds()]),
      errors: () => [refused ?? []].flat(), summary: () => `(integer) ${removed ?? ''}`
    })
    const answered = Promise.allSettled([sent])
    // Who stops here is to find the XACK carried out by the server. What it answered is not looked at before the gate.
    if (gates.ordered()) await answered
    const stop = gates.pass('G6', ids[0])
    if (stop !== undefined) await stop
    else if (!stopping.aborted && !server.moved()) {
      ahead = begin(server)
      // Who takes it hears of its failure.
      ahead.catch(() => undefined)
    }
    await sent
    if (refused !== undefined) throw refused
    unsettled = undefined
    held.receiveMany(undefined)
    report.ackedMany(count, ids, Number(removed))
  }

  /** Undefined when it is told to stop, or to leave this connection, before it reads. Nothing is waited for where nothing is ordered. */
  async function begin(server: LoopConnection): Promise<ReadReplies | undefined> {
    const stop = gates.pass('G0')
    if (stop !== undefined) await stop
    return stopping.aborted || server.moved() ? undefined : read(server)
  }

  return {
    reading: () => ahead !== undefined,
    async take(server) {
      const reading = ahead ?? begin(server)
      ahead = undefined
      const replies = await reading
      if (replies === undefined) return
      const first = replies.ids()[0]
      if (first !== undefined) await gates.pass('G1', replies.lastId())
      leaveGone(replies)
      if (first === undefined) return
      receive(replies)
      for (const gate of ['G2', 'G3'] as const) await gates.pass(gate, first)
      for (const [type, times] of replies.types()) {
        report.took(type, 0, times)
        report.worked(type, 'success', times)
      }
      await gates.pass('G4', first)
      await acknowledge(server, replies)
    },
    takeUnsettled() {
      const ids = unsettled?.allIds() ?? []
      unsettled = undefined
      ahead = undefined
      return ids
    }
  }
}
