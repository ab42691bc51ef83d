import type { ByteText } from '@shared/redis/byte-text'
import { NOT_KNOWN, PROVENANCE_PREFIX } from '@shared/redis/dead-letter'
import type { EntryId } from '@shared/redis/entry-id'
import { toArgument } from '../../redis/bytes'
import type { Argument, Command } from '../../redis/dispatcher'
import type { Reply } from '../../redis/reply'

/** Where a dead letter comes from and why it died. Its fields in the dead-letter stream begin with `dlq:`. */
export interface Provenance {
  stream: ByteText
  id: EntryId
  group: ByteText
  consumer: ByteText
  handler: string
  /** How often the server had delivered it; undefined when it could not say. */
  deliveries: number | undefined
  /** How often its handler had tried, and what it said last; undefined when nobody wrote that down. */
  attempts: number | undefined
  error: string | undefined
  /** Why it is given up. */
  reason: string
  /** Wall clock, milliseconds. */
  failedAt: number
}

function provenanceFields(from: Provenance): [string, Argument][] {
  return [
    ['stream', toArgument(from.stream)], ['id', from.id], ['group', toArgument(from.group)], ['consumer', toArgument(from.consumer)], ['handler', toArgument(from.handler)],
    ['deliveries', String(from.deliveries ?? NOT_KNOWN)], ['attempts', String(from.attempts ?? NOT_KNOWN)],
    ['reason', toArgument(from.reason)], ['error', toArgument(from.error ?? NOT_KNOWN)], ['failed-at', new Date(from.failedAt).toISOString()]
  ]
}

/**
 * Moves an entry to the dead letters: XADD there and XACK here, to be sent in one MULTI, so that it is in one place or the other and
 * never in neither (TRUST I19). Its own fields follow the provenance untouched, byte for byte and in their order.
 */
export function toDeadLetterCommands(deadLetterKey: ByteText, from: Provenance, fields: Reply | undefined): Command[] {
  const own: Argument[] = Array.isArray(fields) ? fields.filter((part): part is Buffer => Buffer.isBuffer(part)) : []
  const provenance = provenanceFields(from).flatMap(([name, value]): Argument[] => [`${PROVENANCE_PREFIX}${name}`, value])
  return [
    ['XADD', toArgument(deadLetterKey), '*', ...provenance, ...own],
    ['XACK', toArgument(from.stream), toArgument(from.group), from.id]
  ]
}
