import { compareEntryIds, nextEntryId, toEntryId, type EntryId } from '@shared/redis/entry-id'
import type { Reply } from '../../redis/reply'
import type { LoopConnection } from '../loop-connection'
import type { PolicyCommands } from './policy-commands'

const PAGE = 1000

function parseIds(reply: Reply): EntryId[] {
  if (!Array.isArray(reply)) return []
  return reply.flatMap((row) => (Array.isArray(row) && Buffer.isBuffer(row[0]) ? [toEntryId(row[0].toString('latin1'))] : []))
}

/** Which of these entries are pending at this consumer, by the server: XPENDING from the first to the last of them, in pages. */
export async function readOwnAmong(server: LoopConnection, commands: Pick<PolicyCommands, 'ownPending'>, ids: Iterable<EntryId>): Promise<EntryId[]> {
  const wanted = new Set(ids)
  const sorted = [...wanted].sort(compareEntryIds)
  const last = sorted.at(-1)
  const own: EntryId[] = []
  let from = sorted[0]
  while (last !== undefined && from !== undefined && compareEntryIds(from, last) <= 0) {
    const held = parseIds(await server.send(commands.ownPending(from, last, PAGE)))
    own.push(...held.filter((id) => wanted.has(id)))
    const end = held.at(-1)
    from = held.length < PAGE || end === undefined ? undefined : nextEntryId(end)
  }
  return own
}
