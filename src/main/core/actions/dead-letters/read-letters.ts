import type { ByteText } from '@shared/redis/byte-text'
import { PROVENANCE_PREFIX, splitDeadLetter, type DeadLetterOrigin } from '@shared/redis/dead-letter'
import type { EntryId } from '@shared/redis/entry-id'
import { toArgument, toText } from '../../redis/bytes'
import type { Argument, Connection, Sender } from '../../redis/dispatcher'
import { ServerError, type Reply } from '../../redis/reply'

const HAND: Sender = { by: 'hand', who: 'dead letters' }

/** A dead letter as it is on the server. Entries do not change, so that one reading holds as long as the entry is there. */
export interface Letter {
  id: EntryId
  origin: DeadLetterOrigin
  /** Its own fields: names and values in turn, byte for byte. */
  own: Argument[]
}

function toLetter(id: EntryId, reply: Reply): Letter | undefined {
  const entry: unknown = Array.isArray(reply) ? reply[0] : undefined
  const flat: readonly unknown[] = Array.isArray(entry) && Array.isArray(entry[1]) ? entry[1] : []
  if (entry === undefined) return undefined
  const fields: { name: ByteText; value: ByteText; raw: Argument[] }[] = []
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const [name, value] = [flat[at], flat[at + 1]]
    if (!Buffer.isBuffer(name) || !Buffer.isBuffer(value)) continue
    const text = toText(name)
    // A payload may be large, and only the provenance is read here.
    fields.push({ name: text, value: text.startsWith(PROVENANCE_PREFIX) ? toText(value) : '', raw: [name, value] })
  }
  const { origin, own } = splitDeadLetter(fields)
  return { id, origin, own: own.flatMap(({ raw }) => raw) }
}

/** The dead letters of these ids; those that are gone are not in the map. Rejects with ServerError and NoReplyError. */
export async function readLetters(connection: Connection, stream: ByteText, ids: readonly EntryId[]): Promise<Map<EntryId, Letter>> {
  const answers = await connection.observer.pipeline(ids.map((id) => ['XRANGE', toArgument(stream), id, id]), HAND)
  const letters = new Map<EntryId, Letter>()
  for (const [index, id] of ids.entries()) {
    const answer = answers[index] ?? null
    if (answer instanceof ServerError) throw answer
    const letter = toLetter(id, answer)
    if (letter !== undefined) letters.set(id, letter)
  }
  return letters
}
