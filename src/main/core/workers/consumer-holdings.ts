import type { GroupRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { Fault } from '../fault'
import { toArgument, toText } from '../redis/bytes'
import type { Connection } from '../redis/dispatcher'
import { ServerError, type Reply } from '../redis/reply'

/** Pairs of a flat map reply, by name: fields differ between versions and their order is not promised. */
function pickField(row: readonly Reply[], name: string): Reply | undefined {
  for (let at = 0; at + 1 < row.length; at += 2) {
    const field = row[at]
    if (Buffer.isBuffer(field) && field.toString() === name) return row[at + 1]
  }
  return undefined
}

/** Pending entries by consumer, as the server counts them now; empty when there is no such group. */
export async function readHoldings(connection: Connection, group: GroupRef): Promise<Map<ByteText, number>> {
  const holdings = new Map<ByteText, number>()
  let reply: Reply
  try {
    reply = await connection.observer.send(['XINFO', 'CONSUMERS', toArgument(group.key), toArgument(group.group)], { by: 'worker' })
  } catch (error) {
    // ERR no such key, NOGROUP.
    if (error instanceof ServerError && (error.prefix === 'NOGROUP' || error.prefix === 'ERR')) return holdings
    throw error
  }
  if (!Array.isArray(reply)) return holdings
  for (const row of reply as readonly Reply[]) {
    if (!Array.isArray(row)) continue
    const name = pickField(row as readonly Reply[], 'name')
    if (Buffer.isBuffer(name)) holdings.set(toText(name), Number(pickField(row as readonly Reply[], 'pending') ?? 0))
  }
  return holdings
}

/** XGROUP DELCONSUMER of one that holds nothing. Throws Fault while it holds something: the group would lose that. */
export async function deleteEmptyConsumer(connection: Connection, { name, ...group }: GroupRef & { name: ByteText }): Promise<void> {
  const pending = (await readHoldings(connection, group)).get(name)
  if (pending === undefined) return
  if (pending > 0) {
    throw new Fault('not-possible-now', `${name} still holds ${pending} pending ${pending === 1 ? 'entry' : 'entries'}: deleting the consumer would lose them for this group.`, 'Claim or acknowledge them first, or remove the worker and leave the consumer.')
  }
  await connection.writer.send(['XGROUP', 'DELCONSUMER', toArgument(group.key), toArgument(group.group), toArgument(name)], { by: 'hand' })
}
