import type { GroupRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
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
