import { toText } from '../redis/bytes'
import type { Reply } from '../redis/reply'

/** The value of one field in a flat list of names and values, as a command or a reply has them; '' when it is not there. */
export function readField(flat: Reply | undefined, name: string): string {
  if (!Array.isArray(flat)) return ''
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const candidate: unknown = flat[at]
    // Names of another length are passed over without being made text: this runs for each entry of a full-load loop.
    const found = typeof candidate === 'string' ? candidate === name : Buffer.isBuffer(candidate) && candidate.length === name.length && candidate.toString('latin1') === name
    if (!found) continue
    const value: unknown = flat[at + 1]
    return typeof value === 'string' ? value : Buffer.isBuffer(value) ? toText(value) : ''
  }
  return ''
}
