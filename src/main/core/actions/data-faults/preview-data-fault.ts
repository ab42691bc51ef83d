import type { DataFault, FaultPreview } from '@shared/contract/faults'
import { assertNever } from '@shared/lib/assert-never'
import { isLabGround } from '@shared/model/lab-ground'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { quoteArgument } from '@shared/redis/command-preview'
import { parseXinfoConsumers, parseXinfoGroups } from '@shared/redis/parse-xinfo'
import { toArgument, toText } from '../../redis/bytes'
import { guardCommand } from '../../redis/command-guard'
import type { Connection, Sender } from '../../redis/dispatcher'
import { GuardError, NoReplyError, ServerError } from '../../redis/reply'
import { Fault } from '../../fault'
import { countLosses } from './count-losses'
import { nameOfFault, toFaultCommand } from './fault-command'

const SENDER: Sender = { by: 'hand', who: 'preview' }

type Effect = Pick<FaultPreview, 'effect' | 'losses' | 'atLeast' | 'refusal'>

const entries = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`)

function nothing(refusal: string): Effect {
  return { effect: '', losses: [], atLeast: false, refusal }
}

async function readEntriesEffect(connection: Connection, key: ByteText, fault: Extract<DataFault, { kind: 'trim' | 'delete-stream' }>): Promise<Effect> {
  const { entries: going, length, losses, atLeast } = await countLosses(connection, key, fault)
  if (fault.kind === 'delete-stream') {
    const groups = losses.length === 0 ? 'It has no groups.' : `Its ${losses.length === 1 ? 'group goes' : `${losses.length} groups go`} with it, and what is pending there.`
    return { effect: `Deletes the stream with ${entries(length)}. ${groups} Consumers that wait for it are told so and park.`, losses, atLeast }
  }
  if (going === 0) return nothing(`It would remove nothing: the stream has ${entries(length)}${fault.by === 'minid' ? ', and none is older' : ''}.`)
  const most = `${atLeast ? 'at least ' : ''}${entries(going)} of ${length}`
  // ~ stops at whole nodes of the stream, which nobody outside can see.
  return { effect: fault.approximate ? `Removes at most ${most}, the oldest: with ~ only whole nodes go, often of 100 entries, so it may be fewer or none.` : `Removes ${most}, the oldest.`, losses, atLeast }
}

async function readGroupEffect(connection: Connection, key: ByteText, name: ByteText): Promise<Effect> {
  const groups = parseXinfoGroups(await connection.observer.send(['XINFO', 'GROUPS', toArgument(key)], SENDER), toText)
  if (groups.kind === 'unreadable') throw new ServerError(groups.why)
  const group = groups.value.find((each) => each.name === name)
  if (group === undefined) return nothing('There is no such group any more.')
  return {
    effect: `Deletes the group with its ${group.pending} pending ${group.pending === 1 ? 'entry' : 'entries'} and its ${group.consumers} ${group.consumers === 1 ? 'consumer' : 'consumers'}. The entries stay in the stream. Its consumers get NOGROUP and park until it is made again.`,
    losses: [{ group: name, undelivered: 0, pending: group.pending }], atLeast: false
  }
}

async function readConsumerEffect(connection: Connection, key: ByteText, group: ByteText, name: ByteText): Promise<Effect> {
  const consumers = parseXinfoConsumers(await connection.observer.send(['XINFO', 'CONSUMERS', toArgument(key), toArgument(group)], SENDER), toText)
  if (consumers.kind === 'unreadable') throw new ServerError(consumers.why)
  const consumer = consumers.value.find((each) => each.name === name)
  if (consumer === undefined) return nothing('The server does not name this consumer: there is nothing to delete.')
  const lost = consumer.pending === 0
    ? 'It holds nothing: nothing is lost.'
    : `The ${consumer.pending} pending ${consumer.pending === 1 ? 'entry' : 'entries'} that it holds leave the list of the group: the entries stay in the stream, and nobody in this group gets them again.`
  return { effect: `Deletes the consumer. ${lost} If it still runs, its next read makes it again.`, losses: [{ group, undelivered: 0, pending: consumer.pending }], atLeast: false }
}

function readEffect(connection: Connection, key: ByteText, fault: DataFault): Promise<Effect> {
  switch (fault.kind) {
    case 'trim':
    case 'delete-stream': return readEntriesEffect(connection, key, fault)
    case 'destroy-group': return readGroupEffect(connection, key, fault.group)
    case 'delete-consumer': return readConsumerEffect(connection, key, fault.group, fault.consumer)
    default: return assertNever(fault)
  }
}

/** Why the guard would refuse it now, or undefined. */
function refusalOf(connection: Connection, command: readonly string[]): string | undefined {
  const { kind, mode, labsAllowed, environment } = connection.state()
  try {
    guardCommand(command.map(toArgument), { access: 'write', kind, mode, labsAllowed, environment, host: true, byHand: true })
    return undefined
  } catch (error) {
    if (error instanceof GuardError) return `${error.message} ${error.next}`
    throw error
  }
}

/** What has to be typed: nothing on lab ground, which is there to be broken. */
export function typedNameOf(connection: Connection, { key }: StreamRef, fault: DataFault): ByteText | undefined {
  return isLabGround(connection.state(), key) ? undefined : nameOfFault(key, fault)
}

/** The exact command and what it would take, from a fresh read of the server (TRUST G8, G9). Throws Fault. */
export async function previewDataFault(connection: Connection, stream: StreamRef, fault: DataFault): Promise<FaultPreview> {
  const command = toFaultCommand(stream.key, fault)
  const typedName = typedNameOf(connection, stream, fault)
  const refusal = refusalOf(connection, command)
  const shown = { command, ...(typedName !== undefined && { typedName }) }
  try {
    return { ...shown, ...(await readEffect(connection, stream.key, fault)), ...(refusal !== undefined && { refusal }) }
  } catch (error) {
    if (error instanceof ServerError) {
      const gone = error.prefix === 'NOGROUP' || /no such key/i.test(error.message)
      return { ...shown, effect: '', losses: [], atLeast: false, refusal: gone ? `${quoteArgument(stream.key)} or its group is not there any more.` : `What it would do is unknown: ${error.message}` }
    }
    if (error instanceof NoReplyError) throw new Fault('not-connected', 'The server did not answer.', 'Wait until the connection is back, then try again.')
    throw error
  }
}
