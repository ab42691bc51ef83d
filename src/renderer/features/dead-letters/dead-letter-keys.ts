import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'

const SUFFIX = ':dlq'

/** Where dead letters may lie: in the stream looked at when it is named so, else beside it; then others that are watched; then the stream itself. */
export function listDeadLetterKeys(looked: StreamRef, watched: readonly StreamRef[]): ByteText[] {
  const first = looked.key.endsWith(SUFFIX) ? looked.key : looked.key + SUFFIX
  const others = watched.filter(({ connection, key }) => connection === looked.connection && key.endsWith(SUFFIX)).map(({ key }) => key)
  return [...new Set([first, ...others, looked.key])]
}
