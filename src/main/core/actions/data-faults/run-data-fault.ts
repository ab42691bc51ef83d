import type { DataFault } from '@shared/contract/faults'
import type { Outcome } from '@shared/contract/primitives'
import { assertNever } from '@shared/lib/assert-never'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { quoteArgument } from '@shared/redis/command-preview'
import { replyNumber, replyText } from '@shared/redis/reply-value'
import { Fault } from '../../fault'
import type { EventSink } from '../../live/event-log'
import { toArgument } from '../../redis/bytes'
import type { Connection } from '../../redis/dispatcher'
import { outcomeOfError, sendForOutcome } from '../to-outcome'
import { toFaultCommand } from './fault-command'
import { typedNameOf } from './preview-data-fault'

/** What the server's answer says. */
function describe({ key }: StreamRef, fault: DataFault, answered: number): string {
  const stream = quoteArgument(key)
  switch (fault.kind) {
    case 'trim': return `XTRIM removed ${answered} ${answered === 1 ? 'entry' : 'entries'} from stream ${stream}, by hand.`
    case 'delete-stream': return answered === 0 ? `Stream ${stream} was gone already.` : `Stream ${stream} was deleted by hand.`
    case 'destroy-group': return answered === 0 ? `Group ${quoteArgument(fault.group)} was gone already.` : `Group ${quoteArgument(fault.group)} of stream ${stream} was destroyed by hand.`
    case 'delete-consumer': return `Consumer ${quoteArgument(fault.consumer)} of group ${quoteArgument(fault.group)} was deleted by hand; the server says that it held ${answered} pending.`
    default: return assertNever(fault)
  }
}

/** DEL takes any key: it must be a stream at the moment of the question. Nothing else is deleted by this. */
async function refuseOtherTypes(connection: Connection, key: ByteText): Promise<Exclude<Outcome, { kind: 'ok' }> | undefined> {
  try {
    const type = replyText(await connection.observer.send(['TYPE', toArgument(key)], { by: 'hand', who: 'preview' }))
    if (type !== 'stream' && type !== 'none') throw new Fault('not-a-stream', `${quoteArgument(key)} is not a stream but a ${type ?? 'thing without a type'}.`, 'It is not deleted. Choose a stream.')
    return undefined
  } catch (error) {
    if (error instanceof Fault) throw error
    return { command: ['TYPE', key], ...outcomeOfError(error) }
  }
}

/** Sends the fault once. Throws Fault when the guard refuses it, or when its name was to be typed and was not. */
export async function runDataFault(connection: Connection, sink: EventSink, stream: StreamRef, fault: DataFault, typed: ByteText | undefined): Promise<Outcome & { removed?: number }> {
  const name = typedNameOf(connection, stream, fault)
  if (name !== undefined && typed !== name) throw new Fault('confirm-needed', 'The typed name is not the name of what would be destroyed.', `Type ${quoteArgument(name)} to confirm.`)
  const refused = fault.kind === 'delete-stream' ? await refuseOtherTypes(connection, stream.key) : undefined
  if (refused !== undefined) return refused
  const command = toFaultCommand(stream.key, fault)
  const result = await sendForOutcome(connection.writer, command, { by: 'hand' })
  if ('outcome' in result) return result.outcome
  const removed = replyNumber(result.reply) ?? 0
  const text = describe(stream, fault, removed)
  sink.append({ kind: 'notice', level: 'warning', text, stream, connection: stream.connection })
  return { kind: 'ok', command, reply: String(removed), removed }
}
