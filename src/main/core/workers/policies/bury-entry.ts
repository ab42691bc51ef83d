import type { Clock } from '@shared/lib/clock'
import type { ConsumerPolicies } from '@shared/labs/lab-file'
import { LAB_PREFIX } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { toEntryId } from '@shared/redis/entry-id'
import { replyText } from '@shared/redis/reply-value'
import type { LedgerClient } from '../../ledger/ledger-client'
import { toArgument } from '../../redis/bytes'
import type { Reply } from '../../redis/reply'
import { ParkedError, type LoopConnection } from '../loop-connection'
import type { ReceivedEntry } from '../read-group'
import type { ThreadReporter } from '../thread-report'
import { toDeadLetterCommands } from './dead-letter'
import type { Delivery, Idempotency } from './idempotency'
import type { PolicyCommands } from './policy-commands'

export interface BuryEntryOptions {
  key: ByteText
  group: ByteText
  consumer: ByteText
  policies: Pick<ConsumerPolicies, 'handler'> & { deadLetter: NonNullable<ConsumerPolicies['deadLetter']> }
  commands: PolicyCommands
  idempotency: Idempotency
  ledger: LedgerClient | undefined
  report: ThreadReporter
  clock: Clock
}

/**
 * Gives an entry up: it goes to the dead letters, with why, and with what is known of the attempts at it. `done-before`: its
 * effect was there already, as after a crash between commit and ack. Then there is no letter: sent back under a new id it
 * would do the same again.
 */
export interface BuryEntry {
  (server: LoopConnection, entry: ReceivedEntry, delivery: Delivery, reason: string): Promise<'buried' | 'done-before'>
}

/** How often the server delivered it; undefined when it is not pending (any more). */
export function readDeliveries(reply: Reply): number | undefined {
  const row: unknown = Array.isArray(reply) ? reply[0] : undefined
  return Array.isArray(row) ? Number(row[3]) : undefined
}

export function createBuryEntry(options: BuryEntryOptions): BuryEntry {
  const { key, group, consumer, policies, commands, idempotency, ledger, report, clock } = options
  const { handler } = policies
  const to = `${LAB_PREFIX}${policies.deadLetter.stream}`

  /** The ledger knows of the attempts of every consumer of the group. Where nobody wrote any down, none are claimed. */
  async function readHistory({ ref }: Delivery): Promise<{ attempts: number | undefined; error: string | undefined }> {
    const [answer] = ledger === undefined ? [] : await ledger.carryOut([{ kind: 'history', ref }])
    return answer?.kind === 'history' ? { attempts: answer.attempts, error: answer.lastError } : { attempts: undefined, error: undefined }
  }

  /** What fails inside EXEC stops nothing else there: XACK would settle an entry that XADD put nowhere (TRUST I19). */
  async function refuseNoStream(server: LoopConnection): Promise<void> {
    const type = replyText(await server.send(['TYPE', toArgument(to)]))
    if (type !== 'stream' && type !== 'none') throw new ParkedError(`Dead letters go to ${to}, and that key is no stream.`, 'Remove the key or name another stream, then start the worker.')
  }

  return async (server, entry, delivery, reason) => {
    if ((await idempotency.look(server, delivery)) === 'done-before') return 'done-before'
    await refuseNoStream(server)
    const deliveries = readDeliveries(await server.send(commands.deliveriesOf(entry.id)))
    const history = await readHistory(delivery)
    const [added, acked] = await server.transaction(toDeadLetterCommands(to, { stream: key, id: entry.id, group, consumer, handler: handler.name, deliveries, ...history, reason, failedAt: clock.now() }, entry.fields))
    report.worked(delivery.event.type, 'dead_lettered')
    if (Number(acked) === 0) {
      // Whoever had it before came back to life, or another buried it in the same instant: this letter is one too many, and settled nothing.
      report.notice('warning', `${consumer} moved ${entry.id} to ${to}, and it was not pending any more: somebody else had settled it.`, 'Look at both before you redrive this letter.')
      return 'buried'
    }
    const deadId = toEntryId(Buffer.isBuffer(added) ? added.toString('latin1') : '0-0')
    await ledger?.carryOut([{ kind: 'dead', ref: delivery.ref, handler: handler.name, reason, deadId, deadStream: to }])
    report.deadLettered(entry.id, to, history.error === undefined ? reason : `${reason} Its handler’s last error: ${history.error}`)
    return 'buried'
  }
}
