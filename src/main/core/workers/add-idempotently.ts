import { compareEntryIds, toEntryId, ZERO_ID, type EntryId } from '@shared/redis/entry-id'
import { parseXinfoStream } from '@shared/redis/parse-xinfo'
import type { Argument, Command } from '../redis/dispatcher'
import type { Answer } from '../redis/redis-session'
import { ServerError } from '../redis/reply'
import type { LoopConnection } from './loop-connection'

/** What became of XADDs with IDMP. `repeats`: places of those that were answered with the id of an entry that was there already. */
export interface IdempotentAdds {
  answers: Answer[]
  repeats: ReadonlySet<number>
}

/** The last id that the stream had given out; none when it is not there. */
function readLastId(info: Answer | undefined): EntryId {
  if (info === undefined || info instanceof ServerError) return ZERO_ID
  const stream = parseXinfoStream(info)
  if (stream.kind === 'unreadable') throw new Error(stream.why)
  return stream.value.lastGeneratedId
}

function findRepeats(before: EntryId, answers: readonly Answer[]): Set<number> {
  const repeats = new Set<number>()
  let last = before
  for (const [index, answer] of answers.entries()) {
    if (!Buffer.isBuffer(answer)) continue
    const id = toEntryId(answer.toString('latin1'))
    if (compareEntryIds(id, last) <= 0) repeats.add(index)
    else last = id
  }
  return repeats
}

/**
 * XADD … IDMP answers a repeated event with the id that it has, just as it answers a new one. An entry that is new has a greater id
 * than any that the stream gave out before; so that one is read first, in one MULTI with the XADDs, where nobody comes in between:
 * what is not greater was there already, whoever added it. Rejects with ServerError when nothing was carried out.
 */
export async function addIdempotently(server: LoopConnection, key: Argument, commands: readonly Command[]): Promise<IdempotentAdds> {
  const [info, ...answers] = await server.atomically([['XINFO', 'STREAM', key], ...commands])
  return { answers, repeats: findRepeats(readLastId(info), answers) }
}
