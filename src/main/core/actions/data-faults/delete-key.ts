import type { Outcome } from '@shared/contract/primitives'
import type { ByteText } from '@shared/redis/byte-text'
import { replyNumber } from '@shared/redis/reply-value'
import type { Connection } from '../../redis/dispatcher'
import { sendForOutcome } from '../to-outcome'

/** One DEL of one key, sent once. Throws Fault when the guard refuses it. */
export async function deleteKey(connection: Connection, key: ByteText): Promise<Outcome> {
  const command = ['DEL', key]
  const result = await sendForOutcome(connection.writer, command, { by: 'hand' })
  return 'outcome' in result ? result.outcome : { kind: 'ok', command, reply: String(replyNumber(result.reply) ?? '') }
}
