import { matchGlob } from '../../keyspace/match-glob'
import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import type { Call } from '../command'
import { parseScan } from '../parse-scan'

/** A place for a key that stays while keys come and go: FNV-1a, 32 bits. */
function hashOf(key: Bytes): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/**
 * Walks the keys in the order of their hashes, which no other key can change: whoever is there from the first call to the
 * last is told at least once. The cursor is the hash to go on from, so that nothing is kept between two calls.
 */
export function scan({ engine: { keyspace }, args, db }: Call): Reply {
  const { cursor, pattern, count, type } = parseScan(args, 1, true)
  const rest = Array.from(db.keys(), (key) => ({ key, hash: hashOf(key) })).filter(({ hash }) => hash >= Number(cursor)).sort((a, b) => a.hash - b.hash)
  let end = Math.min(count, rest.length)
  // Keys of one hash go together: a cursor could not tell them apart.
  while (end < rest.length && end > 0 && rest[end]?.hash === rest[end - 1]?.hash) end += 1
  const next = rest[end]?.hash ?? 0
  const found = rest.slice(0, end).map(({ key }) => key).filter((key) => {
    const value = keyspace.find(db, key)
    return value !== undefined && (pattern === undefined || matchGlob(pattern, key)) && (type === undefined || value.type === type)
  })
  return [String(next), found]
}
