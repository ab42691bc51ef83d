import { toText } from '../../redis/bytes'
import type { Reply } from '../../redis/reply'

/** The fields of one entry by name; where a name stands twice the first counts. */
export type EntryFields = ReadonlyMap<string, string>

/** Of the flat list of names and values that a reply has. An entry that is gone has none. */
export function parseFields(reply: Reply | undefined): EntryFields {
  const fields = new Map<string, string>()
  if (!Array.isArray(reply)) return fields
  for (let at = 0; at + 1 < reply.length; at += 2) {
    const name: unknown = reply[at]
    const value: unknown = reply[at + 1]
    if (!Buffer.isBuffer(name) || !Buffer.isBuffer(value)) continue
    const key = toText(name)
    if (!fields.has(key)) fields.set(key, toText(value))
  }
  return fields
}
