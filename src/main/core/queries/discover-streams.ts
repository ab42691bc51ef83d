import type { ByteText } from '@shared/redis/byte-text'
import type { Count } from '@shared/redis/count'
import { replyCount, replyText } from '@shared/redis/reply-value'
import { decodeText } from '../observe/decode-text'
import { toArgument } from '../redis/bytes'
import type { Connection, Sender } from '../redis/dispatcher'
import { ServerError } from '../redis/reply'
import { Fault } from '../fault'
import { faultFromError } from './fault-from-error'

const SENDER: Sender = { by: 'observer', who: 'discover' }

export interface FoundStreams {
  found: { key: ByteText; length?: Count }[]
  cursor: string
}

/** One SCAN step. A page may be empty although more follow; a key may come twice (SCAN's guarantees). */
export async function discoverStreams(connection: Connection, match: ByteText, cursor: string): Promise<FoundStreams> {
  try {
    const reply = await connection.observer.send(['SCAN', cursor, 'MATCH', toArgument(match), 'COUNT', '500', 'TYPE', 'stream'], SENDER)
    const [next, names] = Array.isArray(reply) ? (reply as readonly unknown[]) : []
    const nextCursor = replyText(next)
    if (nextCursor === undefined || !Array.isArray(names)) throw new Fault('server-error', 'The answer to SCAN could not be read.', 'Type the name of the stream instead.')
    const keys = [...new Set(names.flatMap((name: unknown) => replyText(name, decodeText) ?? []))]
    const lengths = keys.length === 0 ? [] : await connection.observer.pipeline(keys.map((key) => ['XLEN', toArgument(key)]), SENDER)
    const found = keys.map((key, index) => {
      const answer = lengths[index]
      // SCAN ignores key patterns of the ACL: a key may be listed whose length this user may not ask.
      const length = answer instanceof ServerError ? undefined : replyCount(answer)
      return { key, ...(length !== undefined && { length }) }
    })
    return { found, cursor: nextCursor }
  } catch (error) {
    throw faultFromError(error, {})
  }
}
