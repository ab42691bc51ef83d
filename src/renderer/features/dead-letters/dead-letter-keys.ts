import { holdsLetters, type LetterStreamSaid } from '@shared/metrics/letter-streams'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'

const SUFFIX = ':dlq'

/** From where to where consumers of Sluice move dead letters, on one connection. */
export interface LettersRoute {
  from: ByteText
  to: ByteText
}

/**
 * Where dead letters may lie: in the stream looked at when it is one of them or named so, else where its consumers move
 * them, else beside it; then others that are watched; then the stream itself. A stream named so stays in its place when somebody says
 * that it is none: that is said of its alert, while looking at it.
 */
export function listDeadLetterKeys(looked: StreamRef, watched: readonly StreamRef[], routes: readonly LettersRoute[] = [], said: readonly LetterStreamSaid[] = []): ByteText[] {
  const isNamed = (key: ByteText): boolean => holdsLetters(key, []) || holdsLetters(key, said)
  const isOne = isNamed(looked.key) || routes.some(({ to }) => to === looked.key)
  const first = isOne ? looked.key : routes.find(({ from }) => from === looked.key)?.to ?? looked.key + SUFFIX
  const others = watched.filter(({ connection, key }) => connection === looked.connection && isNamed(key)).map(({ key }) => key)
  return [...new Set([first, ...others, looked.key])]
}
