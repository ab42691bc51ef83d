import type { Outcome } from '@shared/contract/primitives'
import type { PublishRequest } from '@shared/contract/streams'
import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import { textToBytes } from '@shared/redis/byte-text'
import { toXaddCommand } from '@shared/redis/xadd-command'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import { toText } from '../redis/bytes'
import type { Connection } from '../redis/dispatcher'
import { sendForOutcome } from './to-outcome'

/** Entries over this are added only after the person confirmed it; bytes. */
const LARGE_ENTRY = 1024 * 1024

/** The XADD of a request, in order of arguments. Used for the preview and for sending, so that they are the same. */
export function previewPublish(request: PublishRequest): string[] {
  return toXaddCommand(request)
}

function countBytes(request: PublishRequest): number {
  return request.fields.reduce((sum, { name, value }) => {
    // Text is at least as long in bytes as in characters: count exactly only where it could matter.
    const characters = name.length + value.length
    return sum + (characters > LARGE_ENTRY ? characters : textToBytes(name).length + textToBytes(value).length)
  }, 0)
}

/** Adds one entry by hand. The id is the server's answer. */
export async function publish(connection: Connection, sink: EventSink, request: PublishRequest): Promise<Outcome & { id?: EntryId }> {
  const bytes = countBytes(request)
  if (bytes > LARGE_ENTRY && request.confirmLarge !== true) {
    throw new Fault('too-large', `The entry has ${(bytes / LARGE_ENTRY).toFixed(1)} MB.`, 'Large entries slow down every reader of the stream. Confirm if it is meant to be so large.')
  }
  const command = previewPublish(request)
  const result = await sendForOutcome(connection.writer, command, { by: 'hand' })
  if ('outcome' in result) return result.outcome
  if (!Buffer.isBuffer(result.reply)) {
    return {
      kind: 'failed',
      command,
      message: `There is no stream ${JSON.stringify(request.key)}: nothing was added.`,
      next: 'Check the key. To make a new stream, switch on "create the stream".'
    }
  }
  const id = toEntryId(toText(result.reply))
  sink.append({ kind: 'entries-added', stream: { connection: request.connection, key: request.key }, by: 'hand', evidence: 'seen', count: 1, ids: [id] })
  return { kind: 'ok', command, reply: id, id }
}
