import { bytesToText } from './byte-text'
import { parsed, unreadable, type Parsed } from './parsed'
import { replyText, type DecodeText } from './reply-value'

/** Fields of a map reply by name. Names that a server of a later release adds are simply not asked for. */
export type ReplyMap = ReadonlyMap<string, unknown>

/** A map reply, flattened to name, value, name, value as RESP2 sends it. Of a repeated name the last value holds. */
export function parseReplyMap(reply: unknown, decode: DecodeText = bytesToText): Parsed<ReplyMap> {
  if (!Array.isArray(reply)) return unreadable('a map of fields was expected')
  if (reply.length % 2 !== 0) return unreadable('a map of fields has a name without a value')
  const map = new Map<string, unknown>()
  for (let at = 0; at < reply.length; at += 2) {
    const name = replyText(reply[at], decode)
    if (name === undefined) return unreadable('a field has no name')
    map.set(name, reply[at + 1])
  }
  return parsed(map)
}
